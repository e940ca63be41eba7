//! The response of the handler stays, and cannot be replaced.
//! Matrix: respond with an existing response × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.respond("hello"); //~ E0277
}

fn main() {}
