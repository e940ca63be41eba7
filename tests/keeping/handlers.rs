//! Ordinary axum handlers, without special code to keep cookies.

use std::time::Duration;

use axum::extract::{Form, FromRef, Path};
use axum::response::{Html, IntoResponse, Redirect, Sse, sse};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use headfirst::cookie::CookieError;
use headfirst::header::VARY;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Action, ActionGuard, Body, Head, NothingKept, Response, SetCookie, header_value};
use http::{HeaderValue, Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::support::{EVERY, cookie, curl_to, serve_router, set_cookies};
use crate::{Got, TOKEN, rotate};

#[derive(Debug, thiserror::Error)]
enum AppError {
    #[error(transparent)]
    Cookie(#[from] CookieError),
    #[error("the database: {0}")]
    Database(#[from] std::io::Error),
}

impl IntoResponse for AppError {
    fn into_response(self) -> axum::response::Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.to_string()).into_response()
    }
}

/// The error wrapper of the axum examples.
struct Any(String);

impl From<anyhow::Error> for Any {
    fn from(error: anyhow::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<eyre::Report> for Any {
    fn from(error: eyre::Report) -> Self {
        Self(error.to_string())
    }
}

impl IntoResponse for Any {
    fn into_response(self) -> axum::response::Response {
        (StatusCode::BAD_GATEWAY, self.0).into_response()
    }
}

type Plain = http::Response<Body>;

async fn orders() -> Result<String, std::io::Error> {
    tokio::task::yield_now().await;
    Err(std::io::Error::other("gone"))
}

/// The token is rotated, then the database fails.
async fn own_error(mut res: Response<Head>) -> Result<Plain, AppError> {
    res.set_cookie(cookie("token", "t2"))?;
    let orders = orders().await?;
    Ok(res.send(orders))
}

async fn by_anyhow(mut res: Response<Head>) -> Result<Plain, Any> {
    let page: anyhow::Result<Plain> = async move {
        res.set_cookie(cookie("token", "t2"))?;
        Ok(res.send(orders().await?))
    }
    .await;
    Ok(page?)
}

async fn by_eyre(mut res: Response<Head>) -> Result<Plain, Any> {
    let page: eyre::Result<Plain> = async move {
        res.set_cookie(cookie("token", "t2"))?;
        Ok(res.send(orders().await?))
    }
    .await;
    Ok(page?)
}

async fn by_chain(res: Response<Head>) -> Result<Plain, CookieError> {
    let bad = SetCookie::try_from(cookie::Cookie::new("a b", "1"));
    Ok(res.with_cookie(cookie("token", "t2"))?.with_cookie(bad)?.no_content())
}

/// The note in rustc's message suggests this form.
async fn with_new_head(mut res: Response<Head>) -> Result<Plain, Plain> {
    rotate(&mut res);
    let orders = orders().await.map_err(|_| {
        Response::<Head>::new().with_status(StatusCode::SERVICE_UNAVAILABLE).send("later")
    })?;
    Ok(res.send(orders))
}

async fn json(mut res: Response<Head>) -> Json<[&'static str; 1]> {
    rotate(&mut res);
    Json(["milk"])
}

/// The status and the headers of a response that is dropped are lost, but not its cookies.
async fn nothing(mut res: Response<Head>) {
    rotate(&mut res);
    res.set_status(StatusCode::CREATED).insert_header(VARY, header_value!("cookie"));
}

async fn redirect(mut res: Response<Head>) -> Redirect {
    rotate(&mut res);
    Redirect::to("/login")
}

async fn anything(mut res: Response<Head>) -> impl IntoResponse {
    rotate(&mut res);
    let mut shell = res.shell();
    shell.write("what nobody sees");
    (StatusCode::ACCEPTED, Html("<h1>Orders</h1>"))
}

async fn panics(mut res: Response<Head>) -> Plain {
    rotate(&mut res);
    panic!("in the handler")
}

async fn hangs(mut res: Response<Head>) -> Plain {
    rotate(&mut res);
    std::future::pending::<()>().await;
    res.send("never")
}

/// An extractor after the response rejects the request.
async fn rejects(_extracted: Rotated, Path(number): Path<u8>) -> String {
    number.to_string()
}

struct Rotated;

impl<S: Sync> axum::extract::FromRequestParts<S> for Rotated {
    type Rejection = headfirst::NoPlaceForCookies;

    async fn from_request_parts(
        parts: &mut http::request::Parts,
        state: &S,
    ) -> Result<Self, Self::Rejection> {
        rotate(&mut Response::<Head>::from_request_parts(parts, state).await?);
        Ok(Self)
    }
}

/// The handler sends a response with a cookie, and a layer replaces the response.
async fn sends(mut res: Response<Head>) -> Plain {
    rotate(&mut res);
    res.send("replaced")
}

/// The final response sets the same cookie, and wins.
async fn overruled(mut res: Response<Head>) -> impl IntoResponse {
    res.set_cookie(cookie("token", "t1")).unwrap();
    drop(res);
    ([("set-cookie", TOKEN)], "own")
}

/// Of two responses that are dropped, the last one wins.
async fn twice(mut first: Response<Head>, mut second: Response<Head>) {
    first.set_cookie(cookie("token", "t1")).unwrap();
    rotate(&mut second);
    drop(first);
    drop(second);
}

fn router() -> Router {
    let rebuilt =
        async |response: axum::response::Response| (response.status(), "rebuilt").into_response();
    let timeout =
        TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_millis(20));
    Router::new()
        .route("/own", get(own_error))
        .route("/anyhow", get(by_anyhow))
        .route("/eyre", get(by_eyre))
        .route("/chain", get(by_chain))
        .route("/new", get(with_new_head))
        .route("/json", get(json))
        .route("/unit", get(nothing))
        .route("/redirect", get(redirect))
        .route("/anything", get(anything))
        .route("/rejects/{number}", get(rejects))
        .route("/overruled", get(overruled))
        .route("/twice", get(twice))
        .route("/sent", get(sends))
        .route("/rebuilt", get(sends).layer(middleware::map_response(rebuilt)))
        .route("/panics", get(panics).layer(CatchPanicLayer::new()))
        .route("/hangs", get(hangs).layer(timeout))
        .layer(KeepCookiesLayer::new())
}

#[tokio::test]
async fn a_cookie_is_sent_however_the_handler_ends() {
    for (server, version) in EVERY {
        let address = serve_router(server, router()).await;
        for (target, status, body) in [
            ("/own", 500, "the database: gone"),
            ("/anyhow", 502, "gone"),
            ("/eyre", 502, "gone"),
            ("/chain", 500, "the cookie name is not a token"),
            ("/new", 503, "later"),
            ("/json", 200, "[\"milk\"]"),
            ("/unit", 200, ""),
            ("/redirect", 303, ""),
            ("/anything", 202, "<h1>Orders</h1>"),
            ("/rejects/many", 400, "Invalid URL: Cannot parse `many` to a `u8`"),
            ("/rejects/7", 200, "7"),
            ("/overruled", 200, "own"),
            ("/twice", 200, ""),
            ("/sent", 200, "replaced"),
            ("/rebuilt", 200, "rebuilt"),
            ("/panics", 500, "Service panicked"),
            ("/hangs", 504, ""),
        ] {
            let got = Got::from(address, version, target).await;
            assert_eq!((got.status, got.body()), (status, body), "{server:?} {version:?} {target}");
            assert_eq!(got.cookies(), [TOKEN], "{server:?} {version:?} {target}: {}", got.text);
            assert!(target != "/unit" || got.all("vary").is_empty(), "{}", got.text);
            if target != "/overruled" {
                assert_eq!(got.all("cache-control"), ["private"], "{target}");
            }
        }
    }
}

#[derive(serde::Deserialize)]
struct Order {
    _item: String,
}

/// The cookies of an action are sent with the rejection of its form.
#[tokio::test]
async fn an_action_loses_no_cookie() {
    #[derive(Clone)]
    struct Site(ActionGuard);
    impl FromRef<Site> for ActionGuard {
        fn from_ref(site: &Site) -> Self {
            site.0.clone()
        }
    }
    async fn add(mut res: Response<Action>) -> Result<Plain, AppError> {
        res.set_cookie(cookie("token", "t2"))?;
        res.send(orders().await?);
        unreachable!("the database is gone")
    }
    async fn order(_res: Response<Action>, Form(_order): Form<Order>) {}
    let site = Site(ActionGuard::new(NothingKept));
    let app = Router::new().route("/add", post(add)).route("/order", post(order)).with_state(site);
    let ask = async |app: &Router, target: &str, site: &str| {
        let request = Request::post(target).header("sec-fetch-site", site);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let (head, body) = app.clone().oneshot(request).await.unwrap().into_parts();
        (head, String::from_utf8(body.collect().await.unwrap().to_bytes().into()).unwrap())
    };
    let kept = app.clone().layer(KeepCookiesLayer::new());
    let (head, _) = ask(&kept, "/add", "same-origin").await;
    assert_eq!((head.status.as_u16(), set_cookies(&head.headers)), (500, vec![TOKEN]));
    let (head, body) = ask(&kept, "/add", "cross-site").await;
    assert_eq!(head.status, 403, "{body}");
    assert_eq!(body, "the request comes from another origin");
    let (head, body) = ask(&app, "/add", "same-origin").await;
    assert_eq!(head.status, 500);
    assert!(body.contains("`.layer(KeepCookiesLayer::new())`"), "{body}");
}

/// The first request of any test shows that the layer is missing.
#[tokio::test]
async fn no_response_starts_without_the_layer() {
    let app = Router::new().route("/", get(sends));
    let request = || Request::new(axum::body::Body::empty());
    let (head, body) = app.clone().oneshot(request()).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    assert_eq!(head.status, 500);
    assert!(body.starts_with(b"Missing `headfirst::middleware::KeepCookiesLayer`"), "{body:?}");
    let app = app.layer(KeepCookiesLayer::new());
    assert_eq!(app.oneshot(request()).await.unwrap().status(), 200);
}

/// `respond` sends every response of axum with the cookies, and with the status that was set.
#[tokio::test]
async fn respond_sends_every_axum_response() {
    async fn page(Path(what): Path<String>, mut res: Response<Head>) -> Plain {
        rotate(&mut res);
        match what.as_str() {
            "json" => res.with_status(StatusCode::CREATED).respond(Json(["milk"])),
            "redirect" => res.respond(Redirect::permanent("/elsewhere")),
            "html" => {
                res.with_status(StatusCode::OK).respond((StatusCode::ACCEPTED, Html("a page")))
            }
            "tuple" => res.respond((StatusCode::NOT_FOUND, [("x-a", "b")], "no such page")),
            "failed" => res.with_status(StatusCode::CREATED).respond(StatusCode::BAD_GATEWAY),
            "empty" => res.with_status(StatusCode::NO_CONTENT).respond("not sent"),
            "shell" => {
                let mut shell = res.shell();
                shell.write("before ");
                shell.respond(([("content-length", "5")], "after"))
            }
            "sse" => {
                let event = Ok::<_, std::convert::Infallible>(sse::Event::default().data("now"));
                res.respond(Sse::new(futures_util::stream::iter([event])))
            }
            _ => {
                let range = [("content-range", "bytes 0-1/4"), ("accept-ranges", "bytes")];
                res.respond((StatusCode::PARTIAL_CONTENT, range, "ab"))
            }
        }
    }
    let app = Router::new().route("/{what}", get(page)).layer(KeepCookiesLayer::new());
    for (server, version) in EVERY {
        let address = serve_router(server, app.clone()).await;
        for (what, status, body) in [
            ("json", 201, "[\"milk\"]"),
            ("redirect", 308, ""),
            ("html", 200, "a page"),
            ("tuple", 404, "no such page"),
            ("failed", 502, ""),
            ("empty", 204, ""),
            ("shell", 200, "before after"),
            ("sse", 200, "data: now\n\n"),
            ("range", 206, "ab"),
        ] {
            let got = Got::from(address, version, &format!("/{what}")).await;
            assert_eq!(
                (got.status, got.body()),
                (status, body),
                "{version:?} {what}: {}",
                got.text
            );
            assert_eq!(got.cookies(), [TOKEN], "{what}");
            let lengths = got.all("content-length");
            match what {
                "sse" => assert_eq!(got.all("content-type"), ["text/event-stream"]),
                "empty" => assert!(lengths.is_empty(), "{lengths:?}"),
                _ => assert_eq!(lengths, [body.len().to_string()], "{what}"),
            }
            let head = curl_to(&format!("http://{address}/{what}"), version, &["-I"]).await;
            let head = Got { status: 0, text: head.text().to_owned() };
            assert_eq!((head.cookies(), head.body()), (vec![TOKEN], ""), "HEAD {what}");
            if !matches!(what, "sse" | "empty" | "redirect" | "failed") {
                assert_eq!(head.all("content-length"), lengths, "HEAD {what}");
            }
        }
    }
}

/// Also from a middleware and an action.
#[tokio::test]
async fn respond_works_in_every_open_phase() {
    use headfirst::middleware::{Matcher, middleware};
    use headfirst::{Cacheable, Middleware};

    let closed = |mut res: Response<Middleware>| async move {
        rotate(&mut res);
        res.respond((StatusCode::SERVICE_UNAVAILABLE, Json("closed")))
    };
    let app = Router::new().layer(middleware(Matcher::everything(), closed));
    let request = || Request::post("/").header("sec-fetch-site", "same-origin");
    let response = app.oneshot(request().body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(set_cookies(response.headers()), [TOKEN]);

    let mut action = ActionGuard::new(NothingKept).start(&request().body(()).unwrap()).unwrap();
    rotate(&mut action);
    let response = action.with_status(StatusCode::CREATED).respond(Json(7));
    assert_eq!((response.status().as_u16(), set_cookies(response.headers())), (201, vec![TOKEN]));
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "7");

    let mut shared = Response::<Cacheable>::for_request(&request().body(()).unwrap());
    shared.insert_header(headfirst::header::VARY, HeaderValue::from_static("accept"));
    let response = shared.respond(Json(7));
    assert_eq!(response.headers()["vary"], "accept");
    assert!(set_cookies(response.headers()).is_empty());
}
