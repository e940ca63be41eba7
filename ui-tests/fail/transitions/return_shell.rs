//! A response is sent by a method such as `send`, and not by returning it.
//! Matrix: return it from an axum handler or middleware × Shell

use axum::response::IntoResponse;
use headfirst::{Response, Shell};

fn page(shell: Response<Shell>) -> impl IntoResponse { //~ E0277
    shell
}

fn main() {}
