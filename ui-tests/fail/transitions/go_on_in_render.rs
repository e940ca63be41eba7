//! Only what comes before the handler goes on to it.
//! Matrix: go on to the handler, or answer in its place × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.next(); //~ E0599
}

fn main() {}
