//! Only an action can revalidate.
//! Matrix: revalidate a path or a tag × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.revalidate_path("/todos"); //~ E0277
}

fn main() {}
