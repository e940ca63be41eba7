//! `Cache-Control` is set in the head.

use headfirst::{CacheControl, Response, Streaming};

async fn render(mut page: Response<Streaming>) {
    page.set_cache_control(CacheControl::no_store()); //~ E0277
}

fn main() {}
