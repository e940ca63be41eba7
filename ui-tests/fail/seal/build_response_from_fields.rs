//! A response is made by its constructors alone.

use headfirst::{Response, Streaming};

fn forge() -> Response<Streaming> {
    Response { line: Default::default() } //~ error
}

fn main() {}
