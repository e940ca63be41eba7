//! A shared head cannot be sent, because sending consumes it.

use std::sync::Mutex;

use headfirst::{Body, Head, Response};

fn page(res: &Mutex<Response<Head>>) -> http::Response<Body> {
    res.lock().unwrap().send("hello") //~ E0507
}

fn main() {}
