//! A boundary cannot replace the page by another one.

use headfirst::{Html, Response, Streaming};
use http::StatusCode;

async fn render(mut page: Response<Streaming>, html: Html) {
    page.boundary(&html, "Loading", async |mut part| {
        part.set_status(StatusCode::NOT_FOUND); //~ E0277
    });
}

fn main() {}
