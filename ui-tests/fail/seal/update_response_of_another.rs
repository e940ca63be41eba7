//! What is left of a response in one phase does not make one in another.

use headfirst::{Head, Response, Streaming};

fn reopen(page: Response<Streaming>) -> Response<Head> {
    Response { ..page } //~ E0308
}

fn main() {}
