//! A render function that may fail names its error type.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.stream(async |mut page| {
        page.write("<h1>Orders</h1>");
        Ok(()) //~ E0282
    })
}

fn main() {}
