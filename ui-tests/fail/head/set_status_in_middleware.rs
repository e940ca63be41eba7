//! The status of what the handler answers is the handler's.
//! Matrix: set the status × Middleware

use headfirst::{Middleware, Response};
use http::StatusCode;

async fn before(mut res: Response<Middleware>) {
    res.set_status(StatusCode::NOT_FOUND); //~ E0277
}

fn main() {}
