//! A page is streamed from its own head.
//! Matrix: stream the body × Middleware

use headfirst::{Middleware, Response};

async fn before(res: Response<Middleware>) {
    res.stream(|_page| async {}); //~ E0277
}

fn main() {}
