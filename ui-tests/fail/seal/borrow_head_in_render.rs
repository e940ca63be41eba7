//! A render function outlives the handler, so it cannot borrow an open head.

use headfirst::{Body, Head, Response, SetCookie};

fn page(res: Response<Head>, open: &mut Response<Head>, token: SetCookie) -> http::Response<Body> {
    res.stream(move |_page| async move { //~ E0521
        open.set_cookie(token);
    })
}

fn main() {}
