//! An answer has a body, and is given no other.
//! Matrix: send a full body × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.send("three orders"); //~ E0599
}

fn main() {}
