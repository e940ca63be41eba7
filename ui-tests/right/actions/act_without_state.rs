//! A router whose handlers take a `Response<Action>` has `Actions` as its state.

use axum::{Router, body::Body, routing::post};
use headfirst::tower::KeepCookiesLayer;
use headfirst::{Action, Actions, NothingKept, Response};
use tower::ServiceExt;

async fn save(res: Response<Action>) -> http::Response<headfirst::Body> {
    res.redirect("/")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = Router::new().route("/", post(save)).with_state(Actions::new(NothingKept));
    let form = http::Request::post("/").header("sec-fetch-site", "same-origin");
    let form = form.body(Body::empty()).unwrap();
    let response = app.layer(KeepCookiesLayer::new()).oneshot(form).await.unwrap();
    assert_eq!(response.status(), 303);
}
