//! A boundary cannot redirect; `write_meta_refresh` writes the markup for it.

use headfirst::{Html, Response, Streaming};
use http::HeaderValue;

async fn render(mut page: Response<Streaming>, html: Html) {
    page.boundary(&html, "Loading", async |part| {
        part.redirect(HeaderValue::from_static("/login")); //~ E0277
    });
}

fn main() {}
