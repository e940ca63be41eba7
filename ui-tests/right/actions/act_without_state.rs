// A router whose handlers take a `Response<Action>` has an `ActionGuard` as its state.

use axum::{Router, body::Body, routing::post};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Action, ActionGuard, NothingKept, Response};
use tower::ServiceExt;

async fn save(res: Response<Action>) -> http::Response<headfirst::Body> {
    res.redirect("/")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = Router::new().route("/", post(save)).with_state(ActionGuard::new(NothingKept));
    let form = http::Request::post("/").header("sec-fetch-site", "same-origin");
    let form = form.body(Body::empty()).unwrap();
    let response = app.layer(KeepCookiesLayer::new()).oneshot(form).await.unwrap();
    assert_eq!(response.status(), 303);
}
