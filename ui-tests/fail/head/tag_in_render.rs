//! Only a page that is the same for every client is kept, and carries a tag.
//! Matrix: set the cache policy of the page × Streaming

use headfirst::{Response, Streaming};

async fn render(mut page: Response<Streaming>) {
    page.add_tag("todos"); //~ E0277
}

fn main() {}
