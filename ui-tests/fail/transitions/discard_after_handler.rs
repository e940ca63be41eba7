//! Only a shell has a body to discard.
//! Matrix: discard the written body × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.discard(); //~ E0599
}

fn main() {}
