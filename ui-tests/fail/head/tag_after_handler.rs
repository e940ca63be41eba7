//! Only a page that is shared says how it is kept.
//! Matrix: say how the page is kept × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.add_tag("todos"); //~ E0277
}

fn main() {}
