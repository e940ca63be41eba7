//! A failure with a head of its own does not end a render: that head goes nowhere.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.stream(async |_page| Err(Response::<Head>::new().fail("no database"))) //~ E0277
}

fn main() {}
