//! Only a render function opens parts.
//! Matrix: open a part or a boundary, or send a trailer × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.part(|_part| async {}); //~ E0277
}

fn main() {}
