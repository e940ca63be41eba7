//! There is no body before a shell or a render function.
//! Matrix: write body bytes × Middleware

use headfirst::{Middleware, Response};

async fn before(mut res: Response<Middleware>) {
    res.write("<h1>Orders</h1>"); //~ E0277
}

fn main() {}
