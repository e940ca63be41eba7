//! A shell has begun the body: what was written has to be discarded first.
//! Matrix: send a redirect, no content or not modified × Shell

use headfirst::{Body, Response, Shell};
use http::HeaderValue;

fn page(shell: Response<Shell>) -> http::Response<Body> {
    shell.redirect(HeaderValue::from_static("/login")) //~ E0277
}

fn main() {}
