//! The status is sent before a render function runs.
//! Matrix: set the status × Streaming

use headfirst::{Response, Streaming};
use http::StatusCode;

async fn render(mut page: Response<Streaming>) {
    page.set_status(StatusCode::NOT_FOUND); //~ E0277
}

fn main() {}
