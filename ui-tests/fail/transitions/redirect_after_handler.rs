//! The response of the handler cannot become another response.
//! Matrix: send a redirect, no content or not modified × Answered

use headfirst::{Answered, Response};
use http::HeaderValue;

async fn after(answer: Response<Answered>) {
    answer.redirect(HeaderValue::from_static("/login")); //~ E0277
}

fn main() {}
