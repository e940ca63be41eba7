//! Only a page that is shared says how it is kept.
//! Matrix: set the cache policy of the page × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.add_tag("todos"); //~ E0277
}

fn main() {}
