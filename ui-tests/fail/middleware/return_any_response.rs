//! A middleware says in its return type that it can continue.

use axum::response::IntoResponse;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{Middleware, Response};

async fn protect(res: Response<Middleware>) -> impl IntoResponse {
    res.redirect("/login")
}

fn main() {
    let _layer = middleware(Matcher::everything(), protect); //~ E0277
}
