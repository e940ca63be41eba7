//! The body of an answer is the handler's, and begins by itself.
//! Matrix: begin to stream × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.stream(|_page| async {}); //~ E0277
}

fn main() {}
