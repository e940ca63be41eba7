//! A response does not lend its status for changes.

use headfirst::{Head, Response};
use http::StatusCode;

fn not_found(res: &mut Response<Head>) {
    *res.status_mut() = StatusCode::NOT_FOUND; //~ E0277
}

fn main() {}
