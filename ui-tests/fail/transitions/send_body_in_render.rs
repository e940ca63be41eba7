//! A forwarded body is a response of its own, and not a part of a page.
//! Matrix: forward an existing body × Streaming

use headfirst::{Body, Response, Streaming};

async fn render(page: Response<Streaming>, file: Body) {
    page.send_body(file); //~ E0277
}

fn main() {}
