//! A boundary outlives the render function, so it owns its captures.

use headfirst::{Html, Response, Streaming};

async fn render(mut page: Response<Streaming>, html: Html) {
    let title = String::from("Orders");
    page.boundary(&html, "Loading", async |mut orders| { //~ E0597
        orders.write(&title);
    });
}

fn main() {}
