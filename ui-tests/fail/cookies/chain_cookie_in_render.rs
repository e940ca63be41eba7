//! The chained setter is closed in a render as well.

use headfirst::{Response, SetCookie, Streaming};

async fn render(page: Response<Streaming>, token: SetCookie) {
    let _page = page.with_cookie(token); //~ E0277
}

fn main() {}
