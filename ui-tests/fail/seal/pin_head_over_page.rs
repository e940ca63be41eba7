//! A pinned response is replaced by one in the same phase only.

use std::pin::Pin;

use headfirst::{Head, Response, Streaming};

fn reopen(page: Pin<&mut Response<Streaming>>) {
    let mut page = page;
    page.set(Response::<Head>::new()); //~ E0308
}

fn main() {}
