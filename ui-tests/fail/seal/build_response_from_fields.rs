//! A response is made by its constructors alone.

use headfirst::{Cookies, Response, Streaming};

fn forge(cookies: Cookies) -> Response<Streaming> {
    Response { cookies } //~ error
}

fn main() {}
