//! A cacheable page cannot be a redirect.
//! Matrix: send a redirect, no content or not modified × Cacheable

use headfirst::{Response, Cacheable};
use http::HeaderValue;

async fn page(res: Response<Cacheable>) {
    res.redirect(HeaderValue::from_static("/login")); //~ E0277
}

fn main() {}
