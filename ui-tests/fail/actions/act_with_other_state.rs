//! The state of a router says what starts an action.

use headfirst::{Action, Body, Response};

#[derive(Clone)]
struct App;

#[axum::debug_handler(state = App)]
async fn save(res: Response<Action>) -> http::Response<Body> { //~ E0277
    res.redirect("/")
}

fn main() {}
