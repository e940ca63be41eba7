//! A raw `Cache-Control` could send the cookie of one client to another.

use headfirst::{Head, Response};
use http::HeaderValue;
use http::header::CACHE_CONTROL;

fn page(res: &mut Response<Head>) {
    res.insert_header(CACHE_CONTROL, HeaderValue::from_static("public")); //~ E0277
}

fn main() {}
