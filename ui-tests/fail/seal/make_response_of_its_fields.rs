//! The fields of a response make no other one.

use headfirst::{Head, Response};

fn again(res: Response<Head>) -> Response<Head> {
    Response { ..res } //~ E0451
}

fn main() {}
