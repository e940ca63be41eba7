//! The cookies of a response are lent for reading, not for changes.

use headfirst::{Head, Response, SetCookie};

fn set(res: &mut Response<Head>, token: SetCookie) {
    res.cookies().insert(token); //~ E0624
}

fn main() {}
