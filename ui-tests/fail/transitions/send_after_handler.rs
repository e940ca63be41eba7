//! A response after the handler has a body, which cannot be replaced.
//! Matrix: send a full body × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.send("three orders"); //~ E0599
}

fn main() {}
