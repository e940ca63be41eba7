//! The future of a render function outlives its closure, so it owns the page.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.stream(|mut page| async { //~ E0373
        page.write("<h1>Orders</h1>").flush().await
    })
}

fn main() {}
