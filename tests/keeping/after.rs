//! A middleware that fails after its handler: the cookies of the handler's response are kept.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{Answered, Body, Head, Middleware, Response, keep_cookies};
use http::StatusCode;
use tower::ServiceExt;
use tower_cookies::{Cookie, CookieManagerLayer, Cookies};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::rotate;
use crate::support::{cookie, set_cookies};

type Plain = http::Response<Body>;

/// The error of a middleware.
struct Refused;

impl IntoResponse for Refused {
    fn into_response(self) -> axum::response::Response {
        (StatusCode::FORBIDDEN, "refused").into_response()
    }
}

/// A handler that sets cookies by other libraries, and one that it overrides.
async fn handler(theirs: Cookies, mut res: Response<Head>) -> impl IntoResponse {
    rotate(&mut res);
    drop(res);
    theirs.add(Cookie::build(("session", "s1")).path("/").build());
    AppendHeaders([("set-cookie", "plain=p1; Path=/"), ("set-cookie", "token=t3; Path=/")])
}

async fn by_run(
    mut res: Response<Middleware>,
    request: Request,
    next: Next,
) -> Result<Response<Answered>, Refused> {
    res.set_cookie(cookie("own", "o1")).map_err(|_| Refused)?;
    let answer = res.run(request, next).await;
    match answer.cookies().get("session") {
        Some("s1") => Err(Refused),
        _ => Ok(answer),
    }
}

async fn by_next_then(
    mut res: Response<Middleware>,
) -> Result<headfirst::Next, headfirst::cookie::CookieError> {
    res.set_cookie(cookie("own", "o1"))?;
    Ok(res.next_then(async |_answer: Response<Answered>| Err::<Response<Answered>, _>(Refused)))
}

#[tokio::test]
async fn a_middleware_that_fails_after_its_handler_keeps_every_cookie_of_it() {
    let routes = || Router::new().route("/", get(handler)).layer(CookieManagerLayer::new());
    for (way, app) in [
        ("run", routes().layer(from_fn(by_run))),
        ("next_then", routes().layer(middleware(Matcher::everything(), by_next_then))),
    ] {
        let app = app.layer(KeepCookiesLayer::new());
        let response = app.oneshot(http::Request::new(axum::body::Body::empty())).await.unwrap();
        assert_eq!(response.status(), 403, "{way}");
        assert_eq!(response.headers()["cache-control"], "private", "{way}");
        let mut lines = set_cookies(response.headers());
        lines.sort_unstable();
        let expected =
            ["own=o1; Path=/", "plain=p1; Path=/", "session=s1; Path=/", "token=t3; Path=/"];
        assert_eq!(lines, expected, "{way}");
    }
}

/// The middleware panics or waits forever, and a layer outside of it responds.
#[tokio::test]
async fn a_middleware_that_never_returns_after_its_handler_keeps_every_cookie_of_it() {
    async fn ends(res: Response<Middleware>, request: Request, next: Next) -> Response<Answered> {
        let panics = request.uri().path() == "/panics";
        let answer = res.run(request, next).await;
        assert!(!panics, "after the handler");
        std::future::pending::<()>().await;
        answer
    }
    let routes = Router::new().fallback(handler).layer(CookieManagerLayer::new());
    let timeout = TimeoutLayer::with_status_code(
        StatusCode::GATEWAY_TIMEOUT,
        std::time::Duration::from_millis(20),
    );
    let app = routes.layer(from_fn(ends)).layer(CatchPanicLayer::new()).layer(timeout);
    let app = app.layer(KeepCookiesLayer::new());
    for (path, status) in [("/panics", 500), ("/hangs", 504)] {
        let request = http::Request::get(path).body(axum::body::Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status);
        let mut lines = set_cookies(response.headers());
        lines.sort_unstable();
        assert_eq!(lines, ["plain=p1; Path=/", "session=s1; Path=/", "token=t3; Path=/"], "{path}");
    }
}

/// Without tower, there may be no layer that keeps the cookies.
#[tokio::test]
async fn a_middleware_without_tower_that_fails_after_its_handler_keeps_every_cookie() {
    async fn answer(request: http::Request<()>) -> Result<Plain, Plain> {
        let mut res = Response::<Middleware>::for_request(&request);
        res.set_cookie(cookie("own", "o1")).unwrap();
        let next = res
            .next_then(async |_answer: Response<Answered>| Err::<Response<Answered>, _>(Refused));
        let headfirst::Next::ContinueThen(pending) = next else { unreachable!() };
        let theirs = http::Response::builder().header("set-cookie", "plain=p1; Path=/");
        let merged = pending.merge(theirs.body(()).unwrap()).await;
        merged.map(|_response| unreachable!("the middleware fails"))
    }
    let bare = answer(http::Request::new(())).await.unwrap_err();
    let kept = keep_cookies(http::Request::new(()), answer).await;
    for response in [bare, kept] {
        assert_eq!(response.headers()["cache-control"], "private");
        let mut lines = set_cookies(response.headers());
        lines.sort_unstable();
        assert_eq!(lines, ["own=o1; Path=/", "plain=p1; Path=/"]);
    }
}
