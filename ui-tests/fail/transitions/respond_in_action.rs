//! What axum makes is answered with a head; an action comes to one by `render()`.
//! Matrix: respond with what axum makes × Action

use headfirst::{Action, Response};

fn answer(res: Response<Action>) {
    res.respond("hello"); //~ E0599
}

fn main() {}
