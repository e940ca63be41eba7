// A method that sends converts the head to the response that a handler returns.

use axum::{Router, body::Body, routing::get};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Head, Response};
use tower::ServiceExt;

async fn page(res: Response<Head>) -> http::Response<headfirst::Body> {
    res.send("<h1>Orders</h1>")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = Router::new().route("/", get(page)).layer(KeepCookiesLayer::new());
    let response = app.oneshot(http::Request::new(Body::empty())).await.unwrap();
    assert_eq!(response.headers()["content-length"], "15");
}
