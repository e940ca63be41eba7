//! Bytes that were sent cannot be discarded.
//! Matrix: discard the written body × Streaming

use headfirst::{Head, Response, Streaming};

fn start_over(page: Response<Streaming>) -> Response<Head> {
    page.discard() //~ E0599
}

fn main() {}
