//! A helper for a render function does not accept a head, or the reverse.

use headfirst::{Head, Response, Streaming};

fn rotate(_res: &mut Response<Head>) {}

async fn render(mut page: Response<Streaming>) {
    rotate(&mut page); //~ E0308
}

fn main() {}
