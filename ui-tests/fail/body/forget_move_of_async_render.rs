//! A render function outlives the handler, so it owns its captures.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>, title: String) -> http::Response<Body> {
    res.stream(async |mut page| { //~ E0597
        page.write(&title).flush().await
    })
}

fn main() {}
