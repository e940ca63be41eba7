//! A head moved into a task cannot also be streamed.

use headfirst::{Body, Head, Response, SetCookie};

fn page(mut res: Response<Head>, token: SetCookie) -> http::Response<Body> {
    tokio::spawn(async move {
        res.set_cookie(token);
    });
    res.stream(|_page| async {}) //~ E0382
}

fn main() {}
