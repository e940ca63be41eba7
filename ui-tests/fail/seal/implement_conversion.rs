//! A conversion between phases cannot be added from outside.

use headfirst::{Head, Response, Streaming};

impl From<Response<Streaming>> for Response<Head> { //~ E0117
    fn from(_page: Response<Streaming>) -> Self {
        Response::new()
    }
}

fn main() {}
