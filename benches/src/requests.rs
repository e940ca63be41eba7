//! Requests through an axum router whose handler sets a number of cookies.

use std::cell::RefCell;
use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use axum_extra::extract::CookieJar;
use cookie::{Cookie, SameSite};
use headfirst::cookie::CookieError;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{CookieDef, Head, Response, cookie_def};
use http::{Request, header};
use tower_cookies::CookieManagerLayer;
use tower_layer::Layer;
use tower_service::Service;

use crate::jars::now;
use crate::{Contender, Round, Work, once};

pub static WORK: Work = Work { what: "request", contenders, compare };

const TEXT: &str = "three orders";
/// The cookies of a client: the token, and a few others.
const COOKIES: &str = "theme=dark; __Host-token=fedcba9876543210; seen=2026-11-26; consent=all";
const VALUE: &str = "0123456789abcdef";
const TOKEN: CookieDef =
    cookie_def!(CookieDef::host_prefix("__Host-token").max_age(Duration::from_secs(86_400)));

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("limit", "a handler that sets nothing", |_| sent(bare())),
        Contender::new("headfirst", "with its layer around the router", |cookies| {
            sent(KeepCookiesLayer::new().layer(headfirst(cookies)))
        }),
        Contender::new("headfirst, `Router::layer`", "axum boxes the inner service", |cookies| {
            sent(headfirst(cookies).layer(KeepCookiesLayer::new()))
        }),
        Contender::new("axum-extra", "needs no layer", |cookies| sent(axum_extra(cookies))),
        Contender::new("tower-cookies", "with its layer around the router", |cookies| {
            sent(CookieManagerLayer::new().layer(tower_cookies(cookies)))
        }),
    ]
}

fn bare() -> Router {
    Router::new().route("/orders", get(async || TEXT))
}

/// A request that sets nothing has the bare handler, so that only the layer is measured.
fn headfirst(cookies: usize) -> Router {
    if cookies == 0 {
        return bare();
    }
    async fn page(mut res: Response<Head>) -> Result<http::Response<headfirst::Body>, CookieError> {
        res.set_cookie(TOKEN.value(VALUE))?;
        Ok(res.send(TEXT))
    }
    Router::new().route("/orders", get(page))
}

fn token() -> Cookie<'static> {
    Cookie::build((TOKEN.name(), VALUE))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::DAY)
        .build()
}

fn axum_extra(cookies: usize) -> Router {
    match cookies {
        0 => Router::new().route("/orders", get(async |jar: CookieJar| (jar, TEXT))),
        _ => Router::new().route("/orders", get(async |jar: CookieJar| (jar.add(token()), TEXT))),
    }
}

fn tower_cookies(cookies: usize) -> Router {
    if cookies == 0 {
        return bare();
    }
    let page = async |jar: tower_cookies::Cookies| {
        jar.add(token());
        TEXT
    };
    Router::new().route("/orders", get(page))
}

fn request() -> Request<Body> {
    let request = Request::get("/orders").header("cookie", COOKIES);
    request.body(Body::empty()).expect("a request")
}

fn sent<S>(service: S) -> Round
where
    S: Service<Request<Body>, Error = Infallible> + 'static,
{
    let service = RefCell::new(service);
    once(move || now(service.borrow_mut().call(request())))
}

fn compare(cookies: usize) {
    let kept = KeepCookiesLayer::new().layer(headfirst(cookies));
    let services: [Box<dyn FnOnce() -> Vec<String>>; 3] = [
        Box::new(move || lines(kept)),
        Box::new(move || lines(axum_extra(cookies))),
        Box::new(move || lines(CookieManagerLayer::new().layer(tower_cookies(cookies)))),
    ];
    for lines in services.map(|service| service()) {
        assert_eq!(lines.len(), cookies);
        assert!(lines.iter().all(|line| line.starts_with("__Host-token=0123456789abcdef; ")));
    }
}

fn lines<S, B>(mut service: S) -> Vec<String>
where
    S: Service<Request<Body>, Response = http::Response<B>, Error = Infallible>,
{
    let Ok(response) = now(service.call(request()));
    let lines = response.headers().get_all(header::SET_COOKIE).iter();
    lines.map(|line| line.to_str().expect("a line").to_owned()).collect()
}
