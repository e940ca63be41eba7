//! A response that was sent is consumed.

use headfirst::{Head, Response, SetCookie};

fn page(mut res: Response<Head>, token: SetCookie) -> http::Response<headfirst::Body> {
    let response = res.send("hello");
    res.set_cookie(token); //~ E0382
    response
}

fn main() {}
