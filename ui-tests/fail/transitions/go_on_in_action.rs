//! Only what comes before the handler goes on to it.
//! Matrix: go on to the handler, or answer in its place × Action

use headfirst::{Action, Response};

async fn act(res: Response<Action>) {
    res.next(); //~ E0599
}

fn main() {}
