//! A pinned response can be replaced only by one in the same phase.

use std::pin::Pin;

use headfirst::{Head, Response, Streaming};

fn reopen(page: Pin<&mut Response<Streaming>>) {
    let mut page = page;
    page.set(Response::<Head>::new()); //~ E0308
}

fn main() {}
