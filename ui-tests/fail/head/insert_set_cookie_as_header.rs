//! A raw `Set-Cookie` would bypass the cookie rules.

use headfirst::{Head, Response};
use http::HeaderValue;
use http::header::SET_COOKIE;

fn page(res: &mut Response<Head>, token: HeaderValue) {
    res.insert_header(SET_COOKIE, token); //~ E0277
}

fn main() {}
