//! The head leaves once, so a render has no response to make.
//! Matrix: respond with what axum makes × Streaming

use headfirst::{Response, Streaming};

fn answer(page: Response<Streaming>) {
    page.respond("hello"); //~ E0599
}

fn main() {}
