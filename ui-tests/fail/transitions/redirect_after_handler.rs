//! What the handler has answered is no longer another answer.
//! Matrix: send a redirect, no content or not modified × Answered

use headfirst::{Answered, Response};
use http::HeaderValue;

async fn after(answer: Response<Answered>) {
    answer.redirect(HeaderValue::from_static("/login")); //~ E0277
}

fn main() {}
