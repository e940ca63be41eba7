//! The answer of the handler stays, and no other takes its place.
//! Matrix: respond with an existing response × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.respond("hello"); //~ E0277
}

fn main() {}
