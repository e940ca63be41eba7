//! A response is sent by a method such as `send`, and not by returning it.
//! Matrix: return it from an axum handler or middleware × Streaming

use axum::response::IntoResponse;
use headfirst::{Response, Streaming};

fn page(page: Response<Streaming>) -> impl IntoResponse { //~ E0277
    page
}

fn main() {}
