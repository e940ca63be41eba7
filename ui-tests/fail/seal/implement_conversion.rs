//! Another crate cannot add a conversion between phases.

use headfirst::{Head, Response, Streaming};

impl From<Response<Streaming>> for Response<Head> { //~ E0117
    fn from(_page: Response<Streaming>) -> Self {
        Response::new()
    }
}

fn main() {}
