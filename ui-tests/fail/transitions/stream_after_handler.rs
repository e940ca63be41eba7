//! The body of an answer is the handler's, and begins by itself.
//! Matrix: stream the body × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.stream(|_page| async {}); //~ E0277
}

fn main() {}
