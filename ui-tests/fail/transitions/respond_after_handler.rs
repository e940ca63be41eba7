//! The answer of the handler stays, and no other takes its place.
//! Matrix: answer with a response that somebody else has made × Answered

use axum::Json;
use headfirst::{Answered, Response};

async fn after(answer: Response<Answered>) {
    answer.respond(Json(["milk"])); //~ E0277
}

fn main() {}
