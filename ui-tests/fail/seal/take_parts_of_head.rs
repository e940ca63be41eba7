//! A response cannot be taken apart, so it cannot be reassembled.

use headfirst::{Head, Response};

fn apart(res: Response<Head>) {
    let (_parts, _body) = res.into_parts(); //~ E0599
}

fn main() {}
