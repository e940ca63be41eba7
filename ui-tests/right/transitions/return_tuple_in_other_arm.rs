// `respond` sends a tuple of axum as the type that `redirect` and `send` return.

use headfirst::{Body, Head, Response};
use http::StatusCode;

fn page(res: Response<Head>, user: Option<&str>) -> http::Response<Body> {
    match user {
        Some(_) => res.redirect("/account"),
        None => res.respond((StatusCode::FORBIDDEN, "log in first")),
    }
}

fn main() {
    assert_eq!(page(Response::new(), Some("ann")).status(), 303);
    assert_eq!(page(Response::new(), None).status(), 403);
}
