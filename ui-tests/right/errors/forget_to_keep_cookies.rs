// The layer is added to the router last.

use axum::http::Request;
use axum::{Router, body, routing::get};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Head, Response};
use tower::ServiceExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let page = async |res: Response<Head>| res.send("<h1>Orders</h1>");
    let app = Router::new().route("/", get(page)).layer(KeepCookiesLayer::new());
    let response = app.oneshot(Request::new(body::Body::empty())).await.unwrap();
    assert_eq!(response.status(), 200);
}
