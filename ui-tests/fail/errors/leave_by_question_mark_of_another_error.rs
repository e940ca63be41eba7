//! A failure with a head does not become an error that has forgotten it.

use headfirst::{Body, Head, Response, SetCookie};

type Error = Box<dyn std::error::Error>;

fn page(res: Response<Head>, token: SetCookie) -> Result<http::Response<Body>, Error> {
    let res = res.with_cookie(token)?; //~ E0277
    Ok(res.no_content())
}

fn main() {}
