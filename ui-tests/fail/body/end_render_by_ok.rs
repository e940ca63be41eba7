//! A render whose errors have no type says that they can be any.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.stream(async |mut page| {
        page.write(std::fs::read_to_string("orders.html")?);
        Ok(()) //~ E0282
    })
}

fn main() {}
