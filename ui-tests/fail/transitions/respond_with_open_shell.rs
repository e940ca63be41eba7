//! A shell has started the body, so the written bytes must be discarded first.
//! Matrix: respond with an existing response × Shell

use headfirst::{Body, Response, Shell};

fn page(shell: Response<Shell>) -> http::Response<Body> {
    shell.respond("hello") //~ E0277
}

fn main() {}
