//! The head is sent once, so a render function cannot create a response.
//! Matrix: respond with an existing response × Streaming

use headfirst::{Response, Streaming};

fn answer(page: Response<Streaming>) {
    page.respond("hello"); //~ E0277
}

fn main() {}
