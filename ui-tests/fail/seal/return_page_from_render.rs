//! A render function cannot return its page.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.stream(async |page| page) //~ E0277
}

fn main() {}
