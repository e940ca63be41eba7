//! A response has one body, and an exit that gives it one.

use axum::Json;
use headfirst::{Head, Response};

#[axum::debug_handler]
async fn page(res: Response<Head>) -> (Response<Head>, Json<u32>) { //~ E0277
    (res, Json(7))
}

fn main() {}
