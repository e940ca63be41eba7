//! A response after the handler has a body, which cannot be replaced.
//! Matrix: forward an existing body × Answered

use headfirst::{Answered, Body, Response};

async fn after(answer: Response<Answered>, file: Body) {
    answer.send_body(file); //~ E0277
}

fn main() {}
