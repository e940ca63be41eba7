//! A boundary is rendered after the head was sent.

use headfirst::{Html, Response, SetCookie, Streaming};

async fn render(mut page: Response<Streaming>, html: Html, token: SetCookie) {
    page.boundary(&html, "Loading", async |mut part| {
        part.set_cookie(token); //~ E0277
    });
}

fn main() {}
