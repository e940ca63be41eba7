//! Trailers and end callbacks are declared on the head.
//! Matrix: declare a trailer, or register an end callback × Streaming

use headfirst::{Response, Streaming};

async fn render(mut page: Response<Streaming>) {
    page.on_end(|_sent| {}); //~ E0277
}

fn main() {}
