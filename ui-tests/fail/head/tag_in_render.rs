//! Only a page that is the same for every client is kept, and carries a tag.
//! Matrix: say how the page is kept × Streaming

use headfirst::{Response, Streaming};

async fn render(mut page: Response<Streaming>) {
    page.add_tag("todos"); //~ E0277
}

fn main() {}
