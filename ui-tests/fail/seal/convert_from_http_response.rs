//! A finished response cannot be converted back to a head.

use headfirst::{Body, Head, Response};

fn again(left: http::Response<Body>) -> Response<Head> {
    left.into() //~ E0277
}

fn main() {}
