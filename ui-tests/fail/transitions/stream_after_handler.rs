//! The handler decides the body of its response and when it starts.
//! Matrix: stream the body × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.stream(|_page| async {}); //~ E0277
}

fn main() {}
