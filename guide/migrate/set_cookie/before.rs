//! A site that writes `Set-Cookie` by hand.

use axum::Router;
use axum::extract::Query;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

async fn log_in() -> Response {
    let mut response = "welcome".into_response();
    let headers = response.headers_mut();
    headers.insert(SET_COOKIE, HeaderValue::from_static("token=t1; HttpOnly"));
    headers.insert(SET_COOKIE, HeaderValue::from_static("theme=dark")); // replaces the token
    response
}

async fn rename(Query(query): Query<Vec<(String, String)>>) -> Response {
    let name = query.first().map_or("", |(_, name)| name);
    let cookie = format!("name={name}; Path=/"); // a name with `;` adds attributes
    match HeaderValue::try_from(cookie) {
        Ok(cookie) => ([(SET_COOKIE, cookie)], "renamed").into_response(),
        Err(_) => "not renamed".into_response(),
    }
}

async fn greet(headers: HeaderMap) -> String {
    let cookies = headers.get("cookie").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = cookies.split("; ").find_map(|pair| pair.strip_prefix("name="));
    format!("Hello, {}", name.unwrap_or("you"))
}

pub fn router() -> Router {
    Router::new()
        .route("/login", get(log_in))
        .route("/rename", get(rename))
        .route("/greet", get(greet))
}
