//! A closure captures a public `Copy` field by value; a response has none.

use headfirst::{Head, Response};
use http::StatusCode;

fn page(mut res: Response<Head>) -> impl FnOnce() {
    move || res.data.status = StatusCode::NOT_FOUND //~ E0616
}

fn main() {}
