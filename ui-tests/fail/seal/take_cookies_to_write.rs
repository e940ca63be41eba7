//! The cookies of a response are shown, not handed out to be changed.

use headfirst::{Head, Response, SetCookie};

fn set(res: &mut Response<Head>, token: SetCookie) {
    res.cookies().put(token); //~ E0624
}

fn main() {}
