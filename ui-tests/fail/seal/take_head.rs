//! `Default` would let `take` create a second open head.

use headfirst::{Head, Response};

fn keep(res: &mut Response<Head>) -> Response<Head> {
    std::mem::take(res) //~ E0277
}

fn main() {}
