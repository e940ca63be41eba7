//! A helper for any phase must require an open head.

use headfirst::{Phase, Response, SetCookie};

fn rotate<P: Phase>(res: &mut Response<P>, token: SetCookie) {
    res.set_cookie(token); //~ E0277
}

fn main() {}
