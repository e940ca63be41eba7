//! The chained setter is closed in a render as well.

use headfirst::{Response, SetCookie, Streaming};

async fn render(page: Response<Streaming>, token: SetCookie) {
    let mut page = page.with_cookie(token); //~ E0277
    page.write("<h1>Orders</h1>");
}

fn main() {}
