//! A header cannot be appended to a head that was sent.

use headfirst::header::LINK;
use headfirst::{Response, Streaming};
use http::HeaderValue;

async fn render(mut page: Response<Streaming>, preload: HeaderValue) {
    page.append_header(LINK, preload); //~ E0277
}

fn main() {}
