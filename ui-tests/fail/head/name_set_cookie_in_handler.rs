//! A name is checked wherever it is written.

use headfirst::{Head, Response, response_header_name};
use http::HeaderValue;

fn page<T: AsRef<str>>(res: &mut Response<Head>, token: HeaderValue, _title: T) {
    res.insert_header(response_header_name!("set-cookie"), token); //~ E0080
}

fn main() {}
