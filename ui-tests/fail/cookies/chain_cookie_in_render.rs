//! The chained setter is not available in a render function either.

use headfirst::{Response, SetCookie, Streaming};

async fn render(page: Response<Streaming>, token: SetCookie) {
    let _page = page.with_cookie(token); //~ E0277
}

fn main() {}
