//! An answer has a body, and is given no other.
//! Matrix: forward an existing body × Answered

use headfirst::{Answered, Body, Response};

async fn after(answer: Response<Answered>, file: Body) {
    answer.send_body(file); //~ E0277
}

fn main() {}
