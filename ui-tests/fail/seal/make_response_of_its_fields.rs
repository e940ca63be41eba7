//! The struct fields of a response cannot be used to create another response.

use headfirst::{Head, Response};

fn again(res: Response<Head>) -> Response<Head> {
    Response { ..res } //~ E0451
}

fn main() {}
