//! A body is text or bytes.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.send(7) //~ E0277
}

fn main() {}
