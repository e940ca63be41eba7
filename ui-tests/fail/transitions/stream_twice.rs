//! The head is sent once.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> (http::Response<Body>, http::Response<Body>) {
    let first = res.stream(|_page| async {});
    (first, res.stream(|_page| async {})) //~ E0382
}

fn main() {}
