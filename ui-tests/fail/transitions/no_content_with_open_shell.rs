//! A shell has content.

use headfirst::{Body, Response, Shell};

fn page(shell: Response<Shell>) -> http::Response<Body> {
    shell.no_content() //~ E0277
}

fn main() {}
