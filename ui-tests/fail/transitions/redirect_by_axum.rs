//! The redirect of axum is a complete response, whose target is not checked.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.redirect(axum::response::Redirect::to("/login")) //~ E0277
}

fn main() {}
