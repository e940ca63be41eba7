//! A helper for a render takes no head, and the other way round.

use headfirst::{Head, Response, Streaming};

fn rotate(_res: &mut Response<Head>) {}

async fn render(mut page: Response<Streaming>) {
    rotate(&mut page); //~ E0308
}

fn main() {}
