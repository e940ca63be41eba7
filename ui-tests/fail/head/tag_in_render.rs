//! Only a page that is the same for every client is cached and has tags.
//! Matrix: set the cache policy of the page × Streaming

use headfirst::{Response, Streaming};

async fn render(mut page: Response<Streaming>) {
    page.add_tag("todos"); //~ E0277
}

fn main() {}
