//! The same site with headfirst.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use headfirst::cookie::{CookieError, Key, Private, Signed};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Body, CookieDef, Head, Response, cookie_def};

const THEME: CookieDef = cookie_def!(CookieDef::new("theme").without_http_only());
const USER: CookieDef = cookie_def!(CookieDef::new("user"));
const CART: CookieDef = cookie_def!(CookieDef::new("cart"));

/// The definitions that need a key.
#[derive(Clone)]
struct Site {
    user: CookieDef<Signed>,
    cart: CookieDef<Private>,
}

async fn theme(mut res: Response<Head>) -> Result<http::Response<Body>, Failure> {
    res.set_cookie(THEME.value("dark"))?;
    Ok(res.respond("dark"))
}

async fn log_in(
    State(site): State<Site>,
    mut res: Response<Head>,
) -> Result<http::Response<Body>, Failure> {
    res.set_cookie(site.user.value("ann"))?;
    let orders = load_orders()?; // the cookie is sent with the error
    Ok(res.respond(orders))
}

async fn cart(
    State(site): State<Site>,
    mut res: Response<Head>,
) -> Result<http::Response<Body>, Failure> {
    let cart = res.cookies().get(&site.cart).unwrap_or_default();
    res.set_cookie(site.cart.value(format!("{cart}tea ")))?;
    Ok(res.respond(cart))
}

fn load_orders() -> std::io::Result<String> {
    std::fs::read_to_string("/no/orders")
}

/// Any error of a handler.
struct Failure;

impl From<std::io::Error> for Failure {
    fn from(_error: std::io::Error) -> Self {
        Self
    }
}

impl From<CookieError> for Failure {
    fn from(_error: CookieError) -> Self {
        Self
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> axum::response::Response {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

pub fn router() -> Router {
    let key = Key::from(&[7; 64]); // the same key
    let site = Site { user: USER.signed(key.clone()), cart: CART.private(key) };
    Router::new()
        .route("/theme", get(theme))
        .route("/login", post(log_in))
        .route("/cart", get(cart))
        .with_state(site)
        .layer(KeepCookiesLayer::new())
}
