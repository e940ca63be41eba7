//! A recovery writes, and waits for nothing.

use headfirst::{Body, Head, Response};

fn page(mut res: Response<Head>) -> http::Response<Body> {
    let html = res.set_html();
    res.stream(async move |mut page| {
        page.boundary_or_else( //~ E0277
            &html,
            "Loading",
            async |mut part| part.write("<p>three orders</p>").await,
            async |_error, part| part.write("<p>no orders</p>").await,
        );
    })
}

fn main() {}
