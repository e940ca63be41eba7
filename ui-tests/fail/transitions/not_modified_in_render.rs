//! A render is the content that 304 says is not needed.

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.not_modified(); //~ E0277
}

fn main() {}
