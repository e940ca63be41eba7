//! All arms of a handler end in the same type.

use headfirst::{Body, Head, Response};
use http::StatusCode;

fn page(res: Response<Head>, user: Option<&str>) -> http::Response<Body> {
    match user {
        Some(_) => res.redirect("/account"),
        None => (StatusCode::FORBIDDEN, "log in first"), //~ E0308
    }
}

fn main() {}
