//! A body that somebody else has made is an answer of its own, and no piece of a page.
//! Matrix: forward an existing body × Streaming

use headfirst::{Body, Response, Streaming};

async fn render(page: Response<Streaming>, file: Body) {
    page.send_body(file); //~ E0277
}

fn main() {}
