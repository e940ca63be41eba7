//! Only a middleware before the handler continues to it.
//! Matrix: continue to the handler, or respond in its place × Action

use headfirst::{Action, Response};

async fn act(res: Response<Action>) {
    res.next(); //~ E0599
}

fn main() {}
