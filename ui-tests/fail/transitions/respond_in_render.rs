//! The head leaves once, so a render has no response to make.
//! Matrix: respond with an existing response × Streaming

use headfirst::{Response, Streaming};

fn answer(page: Response<Streaming>) {
    page.respond("hello"); //~ E0277
}

fn main() {}
