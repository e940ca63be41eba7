//! In a render function the cookies are sent, so they cannot be dropped with the page.
//! Matrix: drop it with its cookies × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.drop_with_cookies(); //~ E0277
}

fn main() {}
