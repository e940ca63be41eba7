//! A response is sent by a method such as `send`, and not by returning it.
//! Matrix: return it from an axum handler or middleware × Head

use axum::response::IntoResponse;
use headfirst::{Head, Response};

fn page(res: Response<Head>) -> impl IntoResponse { //~ E0277
    res
}

fn main() {}
