//! `Default` would let `take` leave an open head behind.

use headfirst::{Head, Response};

fn keep(res: &mut Response<Head>) -> Response<Head> {
    std::mem::take(res) //~ E0277
}

fn main() {}
