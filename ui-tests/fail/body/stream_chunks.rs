//! `stream` takes a render function, not a stream of chunks.

use headfirst::{Body, Head, Response};

/// A `Stream` of chunks.
struct Chunks;

fn page(res: Response<Head>, chunks: Chunks) -> http::Response<Body> {
    res.stream(chunks) //~ E0277
}

fn main() {}
