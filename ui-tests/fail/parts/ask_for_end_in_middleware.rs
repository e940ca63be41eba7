//! Trailers and end callbacks are declared on the head.
//! Matrix: declare a trailer, or register an end callback × Middleware

use headfirst::{Middleware, Response};

async fn before(mut res: Response<Middleware>) {
    res.on_end(|_sent| {}); //~ E0277
}

fn main() {}
