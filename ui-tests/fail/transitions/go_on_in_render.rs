//! Only a middleware before the handler continues to it.
//! Matrix: continue to the handler, or respond in its place × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.next(); //~ E0599
}

fn main() {}
