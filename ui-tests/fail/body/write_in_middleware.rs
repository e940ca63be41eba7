//! There is no body before there is a shell or a render.
//! Matrix: write body bytes × Middleware

use headfirst::{Middleware, Response};

async fn before(mut res: Response<Middleware>) {
    res.write("<h1>Orders</h1>"); //~ E0277
}

fn main() {}
