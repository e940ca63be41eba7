//! A response is sent by an exit, and not by returning it.
//! Matrix: return it from an axum handler or middleware × Streaming

use axum::response::IntoResponse;
use headfirst::{Response, Streaming};

fn page(page: Response<Streaming>) -> impl IntoResponse { //~ E0277
    page
}

fn main() {}
