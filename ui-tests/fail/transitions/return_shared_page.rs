//! A response is sent by a method such as `send`, and not by returning it.
//! Matrix: return it from an axum handler or middleware × Cacheable

use axum::response::IntoResponse;
use headfirst::{Response, Cacheable};

fn page(res: Response<Cacheable>) -> impl IntoResponse { //~ E0277
    res
}

fn main() {}
