//! Only an action can revalidate.
//! Matrix: revalidate a path or a tag × Streaming

use headfirst::{Response, Streaming};

async fn render(mut page: Response<Streaming>) {
    page.revalidate_path("/todos"); //~ E0277
}

fn main() {}
