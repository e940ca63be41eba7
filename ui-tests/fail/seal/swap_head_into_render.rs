//! A response in one phase cannot be replaced by one in another phase.

use headfirst::{Head, Response, Streaming};

async fn render(mut page: Response<Streaming>) {
    let mut res = Response::<Head>::new();
    std::mem::swap(&mut page, &mut res); //~ E0308
}

fn main() {}
