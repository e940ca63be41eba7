//! The head is sent once.
//! Matrix: stream the body × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.stream(|_page| async {}); //~ E0277
}

fn main() {}
