//! Hints are sent before the head, and a render function runs after it.

use headfirst::{Response, Streaming};
use http::StatusCode;

async fn render(mut page: Response<Streaming>) {
    page.set_status(StatusCode::EARLY_HINTS); //~ E0277
}

fn main() {}
