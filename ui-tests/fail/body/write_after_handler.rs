//! The handler decides the body of its response.
//! Matrix: write body bytes × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.write("<footer>"); //~ E0277
}

fn main() {}
