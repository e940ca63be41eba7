//! The handler has decided the status of its response.
//! Matrix: set the status × Answered

use headfirst::{Answered, Response};
use http::StatusCode;

async fn after(mut answer: Response<Answered>) {
    answer.set_status(StatusCode::NOT_FOUND); //~ E0277
}

fn main() {}
