//! In a render the cookies have left, so they cannot be dropped with the page.
//! Matrix: drop it with its cookies × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.drop_with_cookies(); //~ E0277
}

fn main() {}
