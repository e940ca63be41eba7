//! `stream` consumes the head, so its render function cannot capture it.

use headfirst::{Body, Head, Response, SetCookie};

fn page(mut res: Response<Head>, token: SetCookie) -> http::Response<Body> {
    res.stream(|_page| async move { //~ E0382
        res.set_cookie(token);
    })
}

fn main() {}
