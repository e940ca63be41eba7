//! A response lends its header fields to be read, and not to be changed.

use headfirst::{Head, Response};
use http::HeaderMap;

fn headers(res: &mut Response<Head>) -> &mut HeaderMap {
    res.headers() //~ E0308
}

fn main() {}
