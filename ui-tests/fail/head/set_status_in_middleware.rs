//! The handler decides the status of its response.
//! Matrix: set the status × Middleware

use headfirst::{Middleware, Response};
use http::StatusCode;

async fn before(mut res: Response<Middleware>) {
    res.set_status(StatusCode::NOT_FOUND); //~ E0277
}

fn main() {}
