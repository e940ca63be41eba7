//! The head leaves once, so a render has no response to make.
//! Matrix: answer with a response that somebody else has made × Streaming

use headfirst::{Response, Streaming};

fn answer(page: Response<Streaming>) {
    page.respond("hello"); //~ E0277
}

fn main() {}
