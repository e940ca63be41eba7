//! Only a middleware before the handler changes the request that it sees.
//! Matrix: change the request that the handler sees × Streaming

use headfirst::{Response, Streaming};

async fn render(mut page: Response<Streaming>) {
    page.set_request_cookie("theme", "dark"); //~ E0277
}

fn main() {}
