//! A cookie set in a render function would never reach the client.
//! Matrix: set or remove a cookie × Streaming

use headfirst::{Response, SetCookie, Streaming};

async fn render(mut page: Response<Streaming>, token: SetCookie) {
    page.write("<h1>Orders</h1>");
    page.set_cookie(token); //~ E0277
}

fn main() {}
