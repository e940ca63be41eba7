// `?` loses no cookie: the cookies are sent with the response of the error.

use axum::{Router, body, response::IntoResponse, routing::get};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Body, CookieDef, Head, Response, cookie_def};
use http::{Request, StatusCode};
use tower::ServiceExt;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
struct AppError;

impl<E: std::error::Error> From<E> for AppError {
    fn from(_: E) -> Self {
        Self
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> axum::response::Response {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}

async fn page(mut res: Response<Head>) -> Result<http::Response<Body>, AppError> {
    res.set_cookie(TOKEN.value("t2"))?;
    Ok(res.send(std::fs::read("no such file")?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = Router::new().route("/", get(page)).layer(KeepCookiesLayer::new());
    let response = app.oneshot(Request::new(body::Body::empty())).await.unwrap();
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
}
