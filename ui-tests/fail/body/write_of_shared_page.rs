//! There is no body before there is a shell or a render.
//! Matrix: write body bytes × Shared

use headfirst::{Response, Shared};

async fn page(mut res: Response<Shared>) {
    res.write("<h1>Orders</h1>"); //~ E0277
}

fn main() {}
