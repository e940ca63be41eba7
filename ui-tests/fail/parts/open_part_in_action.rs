//! Only a render function opens parts.
//! Matrix: open a part or a boundary, or send a trailer × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.part(|_part| async {}); //~ E0277
}

fn main() {}
