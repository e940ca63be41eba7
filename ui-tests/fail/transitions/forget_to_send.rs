//! A handler ends by a method that sends: a head alone is not a response.

use headfirst::{Body, Head, Response, SetCookie};

fn log_in(mut res: Response<Head>, token: SetCookie) -> http::Response<Body> { //~ E0308
    let _ = res.set_cookie(token);
}

fn main() {}
