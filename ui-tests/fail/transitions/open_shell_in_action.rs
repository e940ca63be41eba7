//! A shell is opened on the head of a page.
//! Matrix: open a shell × Action

use headfirst::{Action, Response};

async fn act(res: Response<Action>) {
    res.shell(); //~ E0599
}

fn main() {}
