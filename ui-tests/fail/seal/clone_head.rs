//! A clone would be a second open head next to the one that is sent.

use headfirst::{Head, Response};

fn keep(res: &Response<Head>) -> Response<Head> {
    res.clone() //~ E0308
}

fn main() {}
