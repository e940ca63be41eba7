//! A trailer that is declared once is sent once.

use headfirst::body::Trailer;
use headfirst::{Response, Streaming};
use http::HeaderValue;

async fn render(mut page: Response<Streaming>, timing: Trailer) {
    page.send_trailer(timing, HeaderValue::from_static("db;dur=53"));
    page.send_trailer(timing, HeaderValue::from_static("db;dur=54")); //~ E0382
}

fn main() {}
