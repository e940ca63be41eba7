//! A shell is opened before the head is sent.
//! Matrix: open a shell × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.shell(); //~ E0599
}

fn main() {}
