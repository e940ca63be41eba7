// `into_response` makes both the response of axum.

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response as AxumResponse};
use axum::{Router, body::Body, routing::get};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Middleware, Response};
use tower::ServiceExt;

async fn protect(res: Response<Middleware>, request: Request, next: Next) -> AxumResponse {
    if res.cookies().get("session").is_none() {
        return res.redirect("/login").into_response();
    }
    res.run(request, next).await.into_response()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = Router::new().route("/", get(|| async { "Orders" }));
    let app = app.layer(from_fn(protect)).layer(KeepCookiesLayer::new());
    let response = app.clone().oneshot(http::Request::new(Body::empty())).await.unwrap();
    assert_eq!(response.headers()["location"], "/login");
    let request = http::Request::get("/").header("cookie", "session=1").body(Body::empty());
    assert_eq!(app.oneshot(request.unwrap()).await.unwrap().status(), 200);
}
