//! A shell buffers what is written, so there is nothing to wait for.

use headfirst::{Response, Shell};

async fn heading(page: &mut Response<Shell>) {
    let _ = page.write("<h1>Orders</h1>").await; //~ E0277
}

fn main() {}
