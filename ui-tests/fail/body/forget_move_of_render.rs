//! A render outlives the handler, so it owns what it captures.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>, title: String) -> http::Response<Body> {
    res.stream(|mut page| async { //~ E0373
        page.write(title.as_str()).flush().await
    })
}

fn main() {}
