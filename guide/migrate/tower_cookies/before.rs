//! A site with tower-cookies.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::response::Redirect;
use axum::routing::{get, post};
use futures_util::stream;
use tower_cookies::{Cookie, CookieManagerLayer, Cookies};

async fn visits(cookies: Cookies) -> String {
    let visits = cookies.get("visits").and_then(|cookie| cookie.value().parse().ok());
    let visits = visits.unwrap_or(0) + 1;
    cookies.add(Cookie::new("visits", visits.to_string()));
    format!("visit {visits}")
}

async fn log_out(cookies: Cookies) -> Redirect {
    cookies.remove(Cookie::new("__Host-token", ""));
    Redirect::to("/")
}

async fn orders(cookies: Cookies) -> Body {
    Body::from_stream(stream::once(async move {
        cookies.add(Cookie::new("seen", "orders")); // too late: the head has been sent
        Ok::<_, Infallible>("<h1>Orders</h1>")
    }))
}

pub fn router() -> Router {
    Router::new()
        .route("/visits", get(visits))
        .route("/logout", post(log_out))
        .route("/orders", get(orders))
        .layer(CookieManagerLayer::new())
}
