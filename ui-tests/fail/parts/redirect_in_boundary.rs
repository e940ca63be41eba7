//! A boundary leads nowhere else; `write_meta_refresh` is the markup for it.

use headfirst::{Html, Response, Streaming};
use http::HeaderValue;

async fn render(mut page: Response<Streaming>, html: Html) {
    page.boundary(&html, "Loading", async |part| {
        part.redirect(HeaderValue::from_static("/login")); //~ E0277
    });
}

fn main() {}
