//! A shell comes before the head leaves.
//! Matrix: open a shell × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.shell(); //~ E0599
}

fn main() {}
