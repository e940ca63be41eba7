//! In a render the cookies have left, so a failure keeps none: it ends the body.
//! Matrix: fail, and keep the cookies × Streaming

use headfirst::{Response, Streaming};

async fn render(page: Response<Streaming>) {
    page.fail("no database"); //~ E0277
}

fn main() {}
