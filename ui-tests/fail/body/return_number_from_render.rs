//! A render function returns `()` or a `Result`.

use headfirst::{Head, Response};

fn page(res: Response<Head>) -> http::Response<headfirst::Body> {
    res.stream(|_page| async { 7 }) //~ E0277
}

fn main() {}
