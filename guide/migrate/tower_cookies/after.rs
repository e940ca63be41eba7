//! The same site with headfirst.

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};
use headfirst::cookie::CookieError;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Body, CookieDef, Head, Response, cookie_def};

const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits"));
const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));

async fn visits(mut res: Response<Head>) -> Result<http::Response<Body>, CookieError> {
    let visits = res.cookies().get(&VISITS).unwrap_or(0).saturating_add(1);
    res.set_cookie(VISITS.value(visits))?;
    Ok(res.respond(format!("visit {visits}")))
}

async fn log_out(mut res: Response<Head>) -> Result<http::Response<Body>, CookieError> {
    res.remove_cookie(&TOKEN)?;
    Ok(res.respond(Redirect::to("/")))
}

async fn orders(mut res: Response<Head>) -> Result<http::Response<Body>, CookieError> {
    res.set_cookie(SEEN.value("orders"))?; // in the render function, this does not compile
    Ok(res.stream(|mut page| async move { page.write("<h1>Orders</h1>").await }))
}

pub fn router() -> Router {
    Router::new()
        .route("/visits", get(visits))
        .route("/logout", post(log_out))
        .route("/orders", get(orders))
        .layer(KeepCookiesLayer::new())
}
