//! `respond` takes a response of axum, and data is none.

use headfirst::{Body, Head, Response};

struct Order {
    id: u32,
}

fn page(res: Response<Head>) -> http::Response<Body> {
    res.respond(Order { id: 7 }) //~ E0277
}

fn main() {}
