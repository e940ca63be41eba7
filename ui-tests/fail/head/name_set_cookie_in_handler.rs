//! A name is checked wherever it stands.

use headfirst::{Head, Response, field_name};
use http::HeaderValue;

fn page<T: AsRef<str>>(res: &mut Response<Head>, token: HeaderValue, _title: T) {
    res.insert_header(field_name!("set-cookie"), token); //~ E0080
}

fn main() {}
