//! The answer of the handler stays, and no other takes its place.
//! Matrix: answer with a response that somebody else has made × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.respond("hello"); //~ E0277
}

fn main() {}
