//! A shell has started the body, so the written bytes must be discarded first.
//! Matrix: send a redirect, no content or not modified × Shell

use headfirst::{Body, Response, Shell};
use http::HeaderValue;

fn page(shell: Response<Shell>) -> http::Response<Body> {
    shell.redirect(HeaderValue::from_static("/login")) //~ E0277
}

fn main() {}
