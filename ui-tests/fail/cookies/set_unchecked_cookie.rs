//! A cookie of the cookie crate must be checked.

use cookie::Cookie;
use headfirst::{Head, Response};

fn page(res: &mut Response<Head>) {
    res.set_cookie(Cookie::new("token", "t2")); //~ E0277
}

fn main() {}
