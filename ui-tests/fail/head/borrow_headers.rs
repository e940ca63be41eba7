//! A response does not lend its headers for changes.

use headfirst::{Head, Response};
use http::HeaderValue;

fn tag(res: &mut Response<Head>) {
    res.headers_mut().insert("x-team", HeaderValue::from_static("orders")); //~ E0277
}

fn main() {}
