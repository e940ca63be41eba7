// Without a layer that keeps cookies, no axum handler can start a response that could lose one.

use axum::extract::FromRequestParts;
use axum::response::IntoResponse;
use headfirst::{Head, Response};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (mut parts, ()) = http::Request::get("/").body(()).unwrap().into_parts();
    let error = Response::<Head>::from_request_parts(&mut parts, &()).await.unwrap_err();
    assert!(error.to_string().starts_with("Missing `headfirst::middleware::KeepCookiesLayer`"));
    assert_eq!(error.into_response().status(), 500);
}
