//! A 204 has no content, so the method takes none.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.no_content("done") //~ E0061
}

fn main() {}
