//! Layers that respond in place of a handler or a middleware, and layers that retry.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use headfirst::middleware::{KeepCookiesLayer, Matcher, MiddlewareLayer, middleware};
use headfirst::{Body, Head, IntoNext, Middleware, Next, Response};
use http::{HeaderValue, Request, StatusCode};
use tower::retry::{Policy, RetryLayer};
use tower::{Layer, ServiceExt, service_fn};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::{MemoryStore, Session, SessionManagerLayer};

use crate::support::{EVERY, cookie, curl_to, serve_router, set_cookies};
use crate::{Got, TOKEN, rotate};

type Plain = http::Response<Body>;

async fn rotating(mut res: Response<Middleware>) -> Next {
    rotate(&mut res);
    res.next()
}

fn rotation() -> MiddlewareLayer<impl FnOnce(Response<Middleware>) -> Rotating + Clone> {
    middleware(Matcher::everything(), |res| -> Rotating { Box::pin(rotating(res)) })
}

type Rotating = std::pin::Pin<Box<dyn Future<Output = Next> + Send>>;

fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_millis(20))
}

async fn page() -> &'static str {
    "page"
}

async fn hangs() {
    std::future::pending().await
}

async fn panics() {
    panic!("in the handler")
}

async fn ask(router: &Router, target: &str) -> http::response::Parts {
    let request = Request::get(target).body(axum::body::Body::empty()).unwrap();
    router.clone().oneshot(request).await.unwrap().into_parts().0
}

/// A middleware rotates a token, and a layer outside it replaces the response.
#[tokio::test]
async fn cookies_of_a_middleware_survive_an_outer_response() {
    let rebuilt =
        async |response: axum::response::Response| (response.status(), "rebuilt").into_response();
    let app = Router::new().route("/hangs", get(hangs)).route("/panics", get(panics));
    let app = app.route("/", get(page)).layer(rotation()).layer(CatchPanicLayer::new());
    let app = app.layer(timeout()).layer(axum::middleware::map_response(rebuilt));
    let app = app.layer(KeepCookiesLayer::new());
    for (server, version) in EVERY {
        let address = serve_router(server, app.clone()).await;
        for (target, status) in [("/", 200), ("/hangs", 504), ("/panics", 500), ("/nowhere", 404)] {
            let got = Got::from(address, version, target).await;
            assert_eq!((got.status, got.body()), (status, "rebuilt"), "{version:?} {target}");
            assert_eq!(got.cookies(), [TOKEN], "{server:?} {version:?} {target}");
        }
    }
}

/// Services inside a middleware need no other layer, whether or not the request matches.
#[tokio::test]
async fn a_middleware_keeps_the_cookies_of_inner_services() {
    let drops = async |mut res: Response<Head>| {
        res.set_cookie(cookie("seen", "1")).unwrap();
        "dropped"
    };
    for paths in [["/{*rest}"], ["/elsewhere"]] {
        let layer = middleware(Matcher::paths(paths).unwrap(), |res| ready(res.next()));
        let app = Router::new().route("/page", get(drops)).layer(layer);
        assert_eq!(set_cookies(&ask(&app, "/page").await.headers), ["seen=1; Path=/"], "{paths:?}");
    }
    // The cookie of the handler is newer than that of the middleware.
    let drops = async |mut res: Response<Head>| {
        res.set_cookie(cookie("token", "t3")).unwrap();
    };
    let app = Router::new().route("/", get(drops)).layer(rotation());
    assert_eq!(set_cookies(&ask(&app, "/").await.headers), ["token=t3; Path=/"]);
    let app = app.layer(rotation()).layer(KeepCookiesLayer::new());
    assert_eq!(set_cookies(&ask(&app, "/").await.headers), ["token=t3; Path=/"]);
}

/// A middleware sets a cookie, drops the response, and then fails or responds.
#[tokio::test]
async fn a_middleware_that_fails_or_responds_loses_no_cookie() {
    struct Refused;
    impl From<Refused> for Plain {
        fn from(Refused: Refused) -> Self {
            Response::<Head>::new().with_status(StatusCode::FORBIDDEN).send("refused")
        }
    }
    fn check<D: IntoNext>(
        run: impl Fn(Response<Middleware>) -> D + Clone,
    ) -> impl Fn(Response<Middleware>) -> Ready<D> + Clone {
        move |res| ready(run(res))
    }
    let handler = || {
        service_fn(|_: Request<()>| -> Ready<Result<Plain, Infallible>> {
            unreachable!("the middleware answers")
        })
    };
    let fails = check(|mut res| -> Result<Next, Refused> {
        rotate(&mut res);
        Err(Refused)
    });
    let service = middleware(Matcher::everything(), fails).layer(handler());
    let response = service.oneshot(Request::new(())).await.unwrap();
    assert_eq!((response.status().as_u16(), set_cookies(response.headers())), (403, vec![TOKEN]));
    let drops = check(|mut res| {
        rotate(&mut res);
        Response::<Head>::new().send("another")
    });
    let service = middleware(Matcher::everything(), drops).layer(handler());
    let response = service.oneshot(Request::new(())).await.unwrap();
    assert_eq!(set_cookies(response.headers()), [TOKEN]);
    let forgets = check(|mut res| -> Result<Next, Refused> {
        rotate(&mut res);
        res.drop_with_cookies();
        Err(Refused)
    });
    let service = middleware(Matcher::everything(), forgets).layer(handler());
    let response = service.oneshot(Request::new(())).await.unwrap();
    assert!(set_cookies(response.headers()).is_empty(), "as in its `IntoResponse`");
}

/// Responds with 503 the first time.
#[derive(Clone)]
struct Again(usize);

impl<B> Policy<Request<()>, http::Response<B>, Infallible> for Again {
    type Future = Ready<()>;

    fn retry(
        &mut self,
        _request: &mut Request<()>,
        result: &mut Result<http::Response<B>, Infallible>,
    ) -> Option<Ready<()>> {
        let fails = result.as_ref().is_ok_and(|r| r.status() == StatusCode::SERVICE_UNAVAILABLE);
        (fails && self.0 > 0).then(|| {
            self.0 -= 1;
            ready(())
        })
    }

    fn clone_request(&mut self, request: &Request<()>) -> Option<Request<()>> {
        Some(request.clone())
    }
}

/// Each attempt rotates the token, and the token of the last attempt is sent.
#[tokio::test]
async fn a_retry_sends_one_set_cookie_for_each_cookie() {
    for exits in [true, false] {
        let tries = Arc::new(AtomicUsize::new(0));
        let handler = service_fn(move |request: Request<()>| {
            let attempt = tries.fetch_add(1, Ordering::Relaxed) + 1;
            let mut res = Response::<Head>::for_request(&request);
            res.set_cookie(cookie("token", &format!("t{attempt}"))).unwrap();
            res.set_cookie(cookie(&format!("attempt{attempt}"), "1")).unwrap();
            let status = match attempt {
                1 => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::OK,
            };
            let response = match exits {
                true => res.with_status(status).send(""),
                false => Response::<Head>::new().with_status(status).send(""),
            };
            ready(Ok::<_, Infallible>(response))
        });
        let service = KeepCookiesLayer::new().layer(RetryLayer::new(Again(1)).layer(handler));
        let response = service.oneshot(Request::new(())).await.unwrap();
        assert_eq!(response.status(), 200);
        let mut lines = set_cookies(response.headers());
        lines.sort_unstable();
        assert_eq!(lines, ["attempt1=1; Path=/", "attempt2=1; Path=/", "token=t2; Path=/"]);
    }
}

/// With a session layer inside and outside, and compression between them.
#[tokio::test]
async fn cookies_of_session_layers_are_preserved() {
    async fn counts(session: Session, mut res: Response<Head>) -> Result<String, StatusCode> {
        let failed = |_| StatusCode::INTERNAL_SERVER_ERROR;
        let visits = session.get::<u32>("visits").await.map_err(failed)?.unwrap_or(0) + 1;
        session.insert("visits", visits).await.map_err(failed)?;
        rotate(&mut res);
        Ok(visits.to_string())
    }
    let sessions = || SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
    let routes = || Router::new().route("/", get(counts));
    let inside = routes().layer(sessions()).layer(CompressionLayer::new());
    let inside = inside.layer(KeepCookiesLayer::new());
    let outside = routes().layer(KeepCookiesLayer::new()).layer(sessions());
    for app in [inside, outside] {
        for (server, version) in EVERY {
            let address = serve_router(server, app.clone()).await;
            let got = Got::from(address, version, "/").await;
            let mut lines = got.cookies();
            lines.sort_unstable();
            let [id, TOKEN] = lines[..] else { panic!("{lines:?}") };
            assert!(id.starts_with("id="), "{id}");
            let pair = format!("cookie: {}", id.split(';').next().unwrap());
            let url = format!("http://{address}/");
            let again = curl_to(&url, version, &["-H", &pair]).await;
            assert_eq!(again.text(), "2", "the session is there");
        }
    }
}

/// A line that a layer inside removes is added again. A layer outside removes it for good.
#[tokio::test]
async fn a_set_cookie_line_can_be_removed_only_outside_the_keeping_layer() {
    let without = async |mut response: axum::response::Response| {
        response.headers_mut().remove("set-cookie");
        response
    };
    let sends = async |mut res: Response<Head>| {
        rotate(&mut res);
        res.send("")
    };
    let routes = || Router::new().route("/", get(sends));
    let inside = routes().layer(axum::middleware::map_response(without));
    let inside = inside.layer(KeepCookiesLayer::new());
    assert_eq!(set_cookies(&ask(&inside, "/").await.headers), [TOKEN]);
    let outside = routes().layer(KeepCookiesLayer::new());
    let outside = outside.layer(axum::middleware::map_response(without));
    assert!(set_cookies(&ask(&outside, "/").await.headers).is_empty());
    // A replaced line stays replaced.
    let other = async |mut response: axum::response::Response| {
        let line = HeaderValue::from_static("token=other; Path=/; Secure");
        response.headers_mut().insert("set-cookie", line);
        response
    };
    let replaced = routes().layer(axum::middleware::map_response(other));
    let replaced = replaced.layer(KeepCookiesLayer::new());
    assert_eq!(set_cookies(&ask(&replaced, "/").await.headers), ["token=other; Path=/; Secure"]);
}

/// An `Err` of a service is not a response, but an outer layer may convert it to one.
#[tokio::test]
async fn cookies_before_an_err_are_sent_with_its_response() {
    let handler = service_fn(|request: Request<()>| {
        rotate(&mut Response::<Head>::for_request(&request));
        ready(Err::<Plain, _>("no database"))
    });
    let inner = KeepCookiesLayer::new().layer(rotation().layer(handler));
    let answered = service_fn(move |request: Request<()>| {
        let inner = inner.clone();
        async move {
            let Err(error) = inner.oneshot(request).await else { unreachable!() };
            let mut response = http::Response::new(());
            response.headers_mut().insert("x-error", HeaderValue::from_static(error));
            Ok::<_, Infallible>(response)
        }
    });
    let service = KeepCookiesLayer::new().layer(answered);
    let response = service.oneshot(Request::new(())).await.unwrap();
    assert_eq!(response.headers()["x-error"], "no database");
    assert_eq!(set_cookies(response.headers()), [TOKEN]);
}
