//! A site with the three jars of axum-extra.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum_extra::extract::cookie::{Cookie, CookieJar, Key, PrivateCookieJar, SignedCookieJar};

async fn theme(jar: CookieJar) -> (CookieJar, &'static str) {
    (jar.add(Cookie::new("theme", "dark")), "dark")
}

async fn log_in(jar: SignedCookieJar) -> Result<(SignedCookieJar, String), StatusCode> {
    let jar = jar.add(Cookie::new("user", "ann"));
    let orders = load_orders().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?; // drops the jar
    Ok((jar, orders))
}

async fn cart(jar: PrivateCookieJar) -> (PrivateCookieJar, String) {
    let cart = jar.get("cart").map_or(String::new(), |cart| cart.value().to_owned());
    (jar.add(Cookie::new("cart", format!("{cart}tea "))), cart)
}

fn load_orders() -> std::io::Result<String> {
    std::fs::read_to_string("/no/orders")
}

pub fn router() -> Router {
    let key = Key::from(&[7; 64]); // a real one is secret
    Router::new()
        .route("/theme", get(theme))
        .route("/login", post(log_in))
        .route("/cart", get(cart))
        .with_state(key)
}
