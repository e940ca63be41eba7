//! Run-time text may redirect to another site, so only a literal is used as it is.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>, id: u32) -> http::Response<Body> {
    res.redirect(&*format!("/todos/{id}")) //~ E0716
}

fn main() {}
