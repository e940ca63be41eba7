//! Whole requests through an axum router with a number of layers.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::middleware::{Next as AxumNext, from_fn};
use axum::response::Response as AxumResponse;
use axum::{Router, routing::get};
use axum_extra::extract::cookie::CookieJar;
use bytes::Bytes;
use headfirst::cookie::CookieError;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{Cacheable, CookieDef, Head, Middleware, Next, PageCache, Response, cookie_def};
use http::{HeaderMap, HeaderValue, header};
use tower_cookies::{CookieManagerLayer, Cookies};
use tower_service::Service;

use crate::jars::now;
use crate::{Contender, Round, Work, once};

pub static WORK: Work = Work { what: "middleware", contenders, compare };

const NAME: &str = "token";
const TOKEN: CookieDef = cookie_def!(CookieDef::new(NAME));
const ROTATED: &str = "fedcba9876543210";

/// The handler without a layer, which is the base of the others.
pub const BARE: &str = "handler";

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new(BARE, "no layer", |_| sent(bare())),
        Contender::new("axum from_fn", "that continues", |layers| sent(many(layers, from_fns))),
        Contender::new("limit", "a tower layer that does nothing", |layers| {
            sent(many(layers, nothing))
        }),
        Contender::new("headfirst", "that continues", |layers| sent(many(layers, goes_on))),
        Contender::new(
            "headfirst rotates",
            "and the page sees the new cookie",
            |_| sent(rotates()),
        ),
        Contender::new("limit rotates", "by hand, and the page sees the new cookie", |_| {
            sent(by_hand())
        }),
        Contender::new("headfirst page cache", "that responds", |_| sent(cached())),
        Contender::new("axum-extra rotates", "and the page sees the old cookie", |_| {
            sent(axum_extra())
        }),
        Contender::new("tower-cookies rotates", "and the page sees the new cookie", |_| {
            sent(tower_cookies())
        }),
    ]
}

fn bare() -> Router {
    Router::new().route("/orders", get(async || "three orders"))
}

fn many(layers: usize, layer: fn(Router) -> Router) -> Router {
    (0..layers).fold(bare(), |router, _| layer(router))
}

fn from_fns(router: Router) -> Router {
    router.layer(from_fn(async |request: Request, next: AxumNext| next.run(request).await))
}

fn nothing(router: Router) -> Router {
    router.layer(tower::util::MapRequestLayer::new(|request: Request| request))
}

fn goes_on(router: Router) -> Router {
    router.layer(middleware(Matcher::everything(), async |res: Response<Middleware>| res.next()))
}

fn rotates() -> Router {
    async fn rotate(mut res: Response<Middleware>) -> Result<Next, CookieError> {
        if res.cookies().get(&TOKEN).is_none() {
            return Ok(res.next());
        }
        res.set_cookie(TOKEN.value(ROTATED))?;
        Ok(res.next())
    }
    let page = async |res: Response<Head>| {
        let token = res.cookies().get(&TOKEN).unwrap_or("none").to_owned();
        res.send(token)
    };
    let rotation = middleware(Matcher::everything(), rotate);
    Router::new().route("/orders", get(page)).layer(rotation)
}

/// A rotation written by hand for this one cookie, and with no rule checked.
fn by_hand() -> Router {
    fn token(headers: &HeaderMap) -> Option<&str> {
        let pairs = headers.get(header::COOKIE)?.to_str().ok()?.split("; ");
        pairs.filter_map(|pair| pair.split_once('=')).find(|pair| pair.0 == NAME).map(|pair| pair.1)
    }
    fn joined(parts: &[&str]) -> HeaderValue {
        let bytes = Bytes::from(parts.concat());
        HeaderValue::from_maybe_shared(bytes).expect("a header value")
    }
    let rotate = async |mut request: Request, next: AxumNext| {
        if token(request.headers()).is_none() {
            return next.run(request).await;
        }
        let pair = joined(&[NAME, "=", ROTATED]);
        request.headers_mut().insert(header::COOKIE, pair);
        let mut response = next.run(request).await;
        let line = joined(&[NAME, "=", ROTATED, "; HttpOnly; SameSite=Lax; Secure; Path=/"]);
        response.headers_mut().append(header::SET_COOKIE, line);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
        response
    };
    let page = async |request: Request| token(request.headers()).unwrap_or("none").to_owned();
    Router::new().route("/orders", get(page)).layer(from_fn(rotate))
}

/// A page that was requested once, and is cached.
fn cached() -> Router {
    let page = async |res: Response<Cacheable>| res.send("three orders");
    let layer = PageCache::new(64 * 1024 * 1024).layer();
    let mut router = Router::new().route("/orders", get(page).layer(layer));
    let mut body = answer(&mut router).into_body();
    while let Some(Ok(_)) = now(poll_fn(|cx| Pin::new(&mut body).poll_frame(cx))) {}
    router
}

fn cookie() -> cookie::Cookie<'static> {
    let cookie = cookie::Cookie::build((NAME, ROTATED)).path("/").secure(true).http_only(true);
    cookie.same_site(cookie::SameSite::Lax).build()
}

fn axum_extra() -> Router {
    let rotate = async |jar: CookieJar, request: Request, next: AxumNext| {
        let response: AxumResponse = next.run(request).await;
        let jar = if jar.get(NAME).is_some() { jar.add(cookie()) } else { jar };
        (jar, response)
    };
    let page =
        async |jar: CookieJar| jar.get(NAME).map_or("none", cookie::Cookie::value).to_owned();
    Router::new().route("/orders", get(page)).layer(from_fn(rotate))
}

fn tower_cookies() -> Router {
    let rotate = async |cookies: Cookies, request: Request, next: AxumNext| {
        if cookies.get(NAME).is_some() {
            cookies.add(cookie());
        }
        next.run(request).await
    };
    let page = async |cookies: Cookies| {
        cookies.get(NAME).map_or_else(|| "none".to_owned(), |cookie| cookie.value().to_owned())
    };
    let router = Router::new().route("/orders", get(page)).layer(from_fn(rotate));
    router.layer(CookieManagerLayer::new())
}

fn request() -> Request {
    Request::get("/orders")
        .header(header::HOST, "shop.example")
        .header(header::COOKIE, "token=0123456789abcdef")
        .body(Body::empty())
        .expect("a request")
}

fn answer(router: &mut Router) -> AxumResponse {
    let Ok(response) = now(Service::<Request>::call(router, request()));
    response
}

/// Adds the state, as a server does, which builds the routes.
fn sent(router: Router) -> Round {
    let router = RefCell::new(router.with_state(()));
    once(move || answer(&mut router.borrow_mut()))
}

fn compare(layers: usize) {
    for mut router in [bare(), many(layers, from_fns), many(layers, goes_on)] {
        let response = answer(&mut router);
        assert_eq!(response.body().size_hint().exact(), Some(12));
        assert!(!response.headers().contains_key(header::SET_COOKIE));
    }
    let hit = answer(&mut cached());
    assert_eq!(hit.body().size_hint().exact(), Some(12));
    assert!(hit.headers().contains_key(header::AGE));
    for mut router in [rotates(), by_hand(), axum_extra(), tower_cookies()] {
        let response = answer(&mut router);
        let cookies: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().collect();
        let [line] = cookies[..] else { panic!("one cookie") };
        assert!(line.as_bytes().starts_with(b"token=fedcba9876543210; "));
    }
}
