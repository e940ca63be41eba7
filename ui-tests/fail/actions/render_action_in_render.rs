//! Only an action ends by rendering a page.
//! Matrix: render the page of an action × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.into_head(); //~ E0599
}

fn main() {}
