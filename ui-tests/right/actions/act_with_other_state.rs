// The `ActionGuard` is a part of the state of a router.

use axum::{Router, body::Body, extract::FromRef, routing::post};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Action, ActionGuard, NothingKept, Response};
use tower::ServiceExt;

#[derive(Clone)]
struct App {
    guard: ActionGuard,
}

impl FromRef<App> for ActionGuard {
    fn from_ref(app: &App) -> Self {
        app.guard.clone()
    }
}

async fn save(res: Response<Action>) -> http::Response<headfirst::Body> {
    res.redirect("/")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = App { guard: ActionGuard::new(NothingKept) };
    let app = Router::new().route("/", post(save)).with_state(app);
    let form = http::Request::post("/").header("sec-fetch-site", "same-origin");
    let form = form.body(Body::empty()).unwrap();
    let response = app.layer(KeepCookiesLayer::new()).oneshot(form).await.unwrap();
    assert_eq!(response.status(), 303);
}
