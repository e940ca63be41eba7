//! A request goes on to its handler once.
//! Matrix: go on to the handler, or answer in its place × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.next(); //~ E0599
}

fn main() {}
