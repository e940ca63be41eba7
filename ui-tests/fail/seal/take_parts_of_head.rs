//! A response is not taken apart, so it is not put together again.

use headfirst::{Head, Response};

fn apart(res: Response<Head>) {
    let (_parts, _body) = res.into_parts(); //~ E0599
}

fn main() {}
