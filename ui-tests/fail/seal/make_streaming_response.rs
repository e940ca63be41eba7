//! Only `stream` creates a response that streams.
//! Matrix: create without a request × Streaming

use headfirst::{Response, Streaming};

fn forge() -> Response<Streaming> {
    Response::<Streaming>::new() //~ E0599
}

fn main() {}
