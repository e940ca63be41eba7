//! Only the handler can register a callback for the end of its response.
//! Matrix: declare a trailer, or register an end callback × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.on_end(|_sent| ()); //~ E0277
}

fn main() {}
