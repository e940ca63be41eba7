//! A response is sent by a method such as `send`, and not by returning it.
//! Matrix: return it from an axum handler or middleware × Middleware

use axum::response::IntoResponse;
use headfirst::{Middleware, Response};

fn page(res: Response<Middleware>) -> impl IntoResponse { //~ E0277
    res
}

fn main() {}
