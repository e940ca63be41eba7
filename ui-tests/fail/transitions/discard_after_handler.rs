//! Only a shell has something to discard.
//! Matrix: discard the written body × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.discard(); //~ E0599
}

fn main() {}
