//! An import by name takes precedence over the prelude: this response is that of axum.

use axum::response::Response;
use headfirst::prelude::*;

async fn page(res: Response<Head>) -> http::Response<Body> {
    res.send("<h1>Orders</h1>") //~ E0599
}

fn main() {}
