//! A middleware runs before a handler, so it has a request.
//! Matrix: create without a request × Middleware

use headfirst::{Middleware, Response};

fn begin() -> Response<Middleware> {
    Response::<Middleware>::new() //~ E0599
}

fn main() {}
