//! A helper says what it does to a response.

use headfirst::{Response, SetCookie};

fn rotate<P>(res: &mut Response<P>, token: SetCookie) { //~ E0277
    res.set_cookie(token);
}

fn main() {}
