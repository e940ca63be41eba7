//! A page is streamed from its own head.
//! Matrix: stream the body × Action

use headfirst::{Action, Response};

async fn act(res: Response<Action>) {
    res.stream(|_page| async {}); //~ E0277
}

fn main() {}
