//! A response has one body, and is sent by one call.

use axum::Json;
use axum::response::IntoResponse;
use headfirst::{Head, Response};

fn page(res: Response<Head>) -> impl IntoResponse { //~ E0277
    (res, Json(7))
}

fn main() {}
