//! Text may redirect to another site, so it is checked.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>, id: u32) -> http::Response<Body> {
    res.redirect(format!("/todos/{id}")) //~ E0277
}

fn main() {}
