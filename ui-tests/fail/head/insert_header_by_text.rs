//! A name from text may be reserved, so it is checked.

use headfirst::{Head, Response, header_value};

fn page(res: &mut Response<Head>) {
    res.insert_header("x-request-id", header_value!("7")); //~ E0277
}

fn main() {}
