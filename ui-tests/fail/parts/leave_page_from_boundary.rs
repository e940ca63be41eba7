//! A boundary is a part of the page, and cannot respond in its place.

use headfirst::{Html, Response, Streaming};

async fn render(mut page: Response<Streaming>, html: Html) {
    page.boundary(&html, "Loading", async |part| {
        part.send("another page") //~ E0599
    });
}

fn main() {}
