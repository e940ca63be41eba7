//! A response is sent by an exit, and not by returning it.
//! Matrix: return it from a handler or a middleware of axum × Shared

use axum::response::IntoResponse;
use headfirst::{Response, Shared};

fn page(res: Response<Shared>) -> impl IntoResponse { //~ E0277
    res
}

fn main() {}
