//! A handler ends by an exit: a head alone is no response.

use headfirst::{Body, Head, Response, SetCookie};

fn log_in(mut res: Response<Head>, token: SetCookie) -> http::Response<Body> { //~ E0308
    let _ = res.set_cookie(token);
}

fn main() {}
