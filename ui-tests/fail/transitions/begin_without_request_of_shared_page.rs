//! A page that is kept is kept by the request that it answers.
//! Matrix: begin without a request × Shared

use headfirst::{Response, Shared};

fn begin() -> Response<Shared> {
    Response::<Shared>::new() //~ E0599
}

fn main() {}
