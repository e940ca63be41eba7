//! The same site with headfirst.

use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use headfirst::cookie::{CookieError, PercentEncoded};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Body, CookieDef, Head, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("token"));
const THEME: CookieDef = cookie_def!(CookieDef::new("theme"));
const NAME: CookieDef<PercentEncoded> = cookie_def!(CookieDef::new("name"));

async fn log_in(mut res: Response<Head>) -> Result<http::Response<Body>, CookieError> {
    res.set_cookie(TOKEN.value("t1"))?.set_cookie(THEME.value("dark"))?;
    Ok(res.respond("welcome"))
}

async fn rename(
    Query(query): Query<Vec<(String, String)>>,
    mut res: Response<Head>,
) -> Result<http::Response<Body>, CookieError> {
    let name = query.first().map_or("", |(_, name)| name);
    res.set_cookie(NAME.value(name))?;
    Ok(res.respond("renamed"))
}

async fn greet(res: Response<Head>) -> http::Response<Body> {
    let name = res.cookies().get(&NAME);
    let text = format!("Hello, {}", name.as_deref().unwrap_or("you"));
    res.respond(text)
}

pub fn router() -> Router {
    Router::new()
        .route("/login", get(log_in))
        .route("/rename", get(rename))
        .route("/greet", get(greet))
        .layer(KeepCookiesLayer::new())
}
