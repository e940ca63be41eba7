//! There is no body before a shell or a render function.
//! Matrix: write body bytes × Cacheable

use headfirst::{Response, Cacheable};

async fn page(mut res: Response<Cacheable>) {
    res.write("<h1>Orders</h1>"); //~ E0277
}

fn main() {}
