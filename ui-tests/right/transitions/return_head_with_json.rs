// `respond` sends an axum response with the cookies and headers that were set here.

use axum::{Json, Router, body::Body, routing::get};
use headfirst::header::VARY;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Head, Response, header_value};
use tower::ServiceExt;

async fn page(res: Response<Head>) -> http::Response<headfirst::Body> {
    res.with_header(VARY, header_value!("cookie")).respond(Json(["milk"]))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = Router::new().route("/", get(page)).layer(KeepCookiesLayer::new());
    let response = app.oneshot(http::Request::new(Body::empty())).await.unwrap();
    assert_eq!(response.headers()["vary"], "cookie");
    assert_eq!(response.headers()["content-type"], "application/json");
}
