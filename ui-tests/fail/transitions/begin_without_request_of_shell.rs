//! A shell is opened on a head.
//! Matrix: create without a request × Shell

use headfirst::{Response, Shell};

fn begin() -> Response<Shell> {
    Response::<Shell>::new() //~ E0599
}

fn main() {}
