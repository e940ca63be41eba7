//! There is no body before there is a shell or a render.
//! Matrix: write body bytes × Cacheable

use headfirst::{Response, Cacheable};

async fn page(mut res: Response<Cacheable>) {
    res.write("<h1>Orders</h1>"); //~ E0277
}

fn main() {}
