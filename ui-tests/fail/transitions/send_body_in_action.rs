//! A body is sent with its own head, which an action creates by `into_head()`.
//! Matrix: forward an existing body × Action

use headfirst::{Action, Body, Response};

async fn act(res: Response<Action>, file: Body) {
    res.send_body(file); //~ E0277
}

fn main() {}
