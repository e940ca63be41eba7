//! A `Response<Answered>` exists only after a handler.
//! Matrix: create without a request × Answered

use headfirst::{Answered, Response};

fn after() -> Response<Answered> {
    Response::<Answered>::new() //~ E0599
}

fn main() {}
