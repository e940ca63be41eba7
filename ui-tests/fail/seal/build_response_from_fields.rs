//! A response is created only by its constructors.

use headfirst::{Response, Streaming};

fn forge() -> Response<Streaming> {
    Response { line: Default::default() } //~ error
}

fn main() {}
