//! `stream` takes a render function, not a stream of chunks.

use std::io;
use std::pin::Pin;

use futures_core::Stream;
use headfirst::{Body, Head, Response};

type Chunks = Pin<Box<dyn Stream<Item = io::Result<String>> + Send>>;

fn page(res: Response<Head>, chunks: Chunks) -> http::Response<Body> {
    res.stream(chunks) //~ E0277
}

fn main() {}
