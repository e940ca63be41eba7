//! A clone would be an open head beside the one that leaves.

use headfirst::{Head, Response};

fn keep(res: &Response<Head>) -> Response<Head> {
    res.clone() //~ E0308
}

fn main() {}
