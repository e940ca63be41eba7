//! Trailers and end callbacks are declared on the head.
//! Matrix: declare a trailer, or register an end callback × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.on_end(|_sent| {}); //~ E0277
}

fn main() {}
