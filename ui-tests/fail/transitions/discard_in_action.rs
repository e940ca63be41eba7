//! Only a shell has a body to discard.
//! Matrix: discard the written body × Action

use headfirst::{Action, Response};

async fn act(res: Response<Action>) {
    res.discard(); //~ E0599
}

fn main() {}
