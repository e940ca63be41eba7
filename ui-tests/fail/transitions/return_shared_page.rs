//! A response is sent by an exit, and not by returning it.
//! Matrix: return it from a handler or a middleware of axum × Cacheable

use axum::response::IntoResponse;
use headfirst::{Response, Cacheable};

fn page(res: Response<Cacheable>) -> impl IntoResponse { //~ E0277
    res
}

fn main() {}
