//! Only `stream` makes a response that streams.

use headfirst::{Response, Streaming};

fn forge() -> Response<Streaming> {
    Response::<Streaming>::new() //~ E0599
}

fn main() {}
