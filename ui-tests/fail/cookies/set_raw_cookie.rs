//! A `SetCookie` is known to be valid, and a string is not.

use headfirst::{Head, Response};

fn page(res: &mut Response<Head>) {
    res.set_cookie("token=t2; Domain=evil.example"); //~ E0277
}

fn main() {}
