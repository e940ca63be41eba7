//! A callback after the response cannot contain an open head.

use headfirst::{Head, Response, SetCookie};

fn page(res: &mut Response<Head>, open: &mut Response<Head>, token: SetCookie) {
    res.on_end(move |_sent| { //~ E0521
        let _ = open.set_cookie(token);
    });
}

fn main() {}
