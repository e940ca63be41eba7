//! A constant of the http crate may be a reserved name, so it is checked.

use headfirst::{Head, Response, header_value};
use http::header::ETAG;

fn page(res: &mut Response<Head>) {
    res.insert_header(ETAG, header_value!("\"7\"")); //~ E0277
}

fn main() {}
