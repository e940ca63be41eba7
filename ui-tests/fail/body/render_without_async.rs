//! A render function is async.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.stream(|mut page| { //~ E0277
        page.write("<h1>Orders</h1>");
    })
}

fn main() {}
