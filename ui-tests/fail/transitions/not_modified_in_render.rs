//! A render function produces the content that a 304 omits.

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.not_modified(); //~ E0277
}

fn main() {}
