//! A trailer is declared in the head before it is sent.

use headfirst::{Response, Streaming};
use http::HeaderValue;

async fn render(mut page: Response<Streaming>) {
    page.send_trailer("server-timing", HeaderValue::from_static("db;dur=53")); //~ E0308
}

fn main() {}
