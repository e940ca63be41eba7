//! A leaked head stays open, and is never sent.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    let open: &'static mut Response<Head> = Box::leak(Box::new(res));
    open.send("hello") //~ E0507
}

fn main() {}
