//! A request is passed to its handler once.
//! Matrix: continue to the handler, or respond in its place × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.next(); //~ E0599
}

fn main() {}
