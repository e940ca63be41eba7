//! A response lends its headers for reading, not for changes.

use headfirst::{Head, Response};
use http::HeaderMap;

fn headers(res: &mut Response<Head>) -> &mut HeaderMap {
    res.headers() //~ E0308
}

fn main() {}
