//! The headers are sent before a render function runs.
//! Matrix: set a header or the cache control × Streaming

use headfirst::header::VARY;
use headfirst::{Response, Streaming};
use http::HeaderValue;

async fn render(mut page: Response<Streaming>) {
    page.insert_header(VARY, HeaderValue::from_static("cookie")); //~ E0277
}

fn main() {}
