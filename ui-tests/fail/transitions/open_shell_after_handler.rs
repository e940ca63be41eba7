//! A shell is opened on the head of a page.
//! Matrix: open a shell × Answered

use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.shell(); //~ E0599
}

fn main() {}
