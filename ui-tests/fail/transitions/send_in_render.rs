//! The head is sent once.
//! Matrix: send a full body × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.send("hello"); //~ E0599
}

fn main() {}
