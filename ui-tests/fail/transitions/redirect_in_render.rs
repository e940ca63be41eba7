//! A redirect is a head, and the head was sent.
//! Matrix: send a redirect, no content or not modified × Streaming

use headfirst::{Response, Streaming};
use http::HeaderValue;

async fn render(page: Response<Streaming>) {
    page.redirect(HeaderValue::from_static("/login")); //~ E0277
}

fn main() {}
