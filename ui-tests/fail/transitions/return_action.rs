//! A response is sent by a method such as `send`, and not by returning it.
//! Matrix: return it from an axum handler or middleware × Action

use axum::response::IntoResponse;
use headfirst::{Action, Response};

fn page(res: Response<Action>) -> impl IntoResponse { //~ E0277
    res
}

fn main() {}
