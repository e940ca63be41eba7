//! The header fields have left before a render runs.

use headfirst::header::CACHE_CONTROL;
use headfirst::{Response, Streaming};
use http::HeaderValue;

async fn render(mut page: Response<Streaming>) {
    page.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store")); //~ E0277
}

fn main() {}
