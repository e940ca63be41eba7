//! A response does not dereference to the parts of `http`.

use headfirst::{Head, Response};

fn parts(res: &mut Response<Head>) -> &mut http::HeaderMap {
    &mut **res //~ E0614
}

fn main() {}
