//! A render function has no head, so it has no status.
//! Matrix: read the status × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    let _status = page.status(); //~ E0277
}

fn main() {}
