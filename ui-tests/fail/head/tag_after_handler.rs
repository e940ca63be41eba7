//! Only a cacheable page has a cache policy.
//! Matrix: set the cache policy of the page × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.add_tag("todos"); //~ E0277
}

fn main() {}
