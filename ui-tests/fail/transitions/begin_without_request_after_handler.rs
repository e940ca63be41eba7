//! An answer is made by a handler, and by nothing else.
//! Matrix: create without a request × Answered

use headfirst::{Answered, Response};

fn after() -> Response<Answered> {
    Response::<Answered>::new() //~ E0599
}

fn main() {}
