//! The state of a router decides which requests start an action.

use headfirst::{Action, Body, Response};

#[axum::debug_handler(state = String)]
async fn save(res: Response<Action>) -> http::Response<Body> { //~ E0277
    res.redirect("/")
}

fn main() {}
