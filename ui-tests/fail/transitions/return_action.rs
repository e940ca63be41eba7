//! A response is sent by an exit, and not by returning it.
//! Matrix: return it from a handler or a middleware of axum × Action

use axum::response::IntoResponse;
use headfirst::{Action, Response};

fn page(res: Response<Action>) -> impl IntoResponse { //~ E0277
    res
}

fn main() {}
