//! Cookies that outer middleware has set: a conflict of scopes, and the shared limit.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request as AxumRequest;
use axum::middleware::{Next as AxumNext, from_fn};
use axum::routing::get;
use cookie::Cookie;
use headfirst::cookie::CookieError;
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{Head, Middleware, Response, SetCookie};
use http::Request;
use tower::util::BoxCloneSyncService;
use tower::{Layer, ServiceExt, service_fn};

use crate::support::{cookie, removal, removal_at, set_cookies};

type Handler = BoxCloneSyncService<Request<()>, http::Response<headfirst::Body>, Infallible>;
type Act<P> = fn(&mut Response<P>) -> Result<(), CookieError>;

fn at(name: &'static str, value: &'static str, path: &'static str) -> SetCookie {
    SetCookie::try_from(Cookie::build((name, value)).path(path)).unwrap()
}

/// Runs a handler inside two middlewares, and returns its result and the lines of the response.
async fn inside(
    outer: Act<Middleware>,
    inner: Act<Middleware>,
    handler: Act<Head>,
) -> (Result<(), CookieError>, Vec<String>) {
    let told = Arc::new(Mutex::new(Ok(())));
    let tell = Arc::clone(&told);
    let handler: Handler = BoxCloneSyncService::new(service_fn(move |request: Request<()>| {
        let mut res = Response::<Head>::for_request(&request);
        *tell.lock().unwrap() = handler(&mut res);
        std::future::ready(Ok(res.send("")))
    }));
    let layer = |act: Act<Middleware>| {
        middleware(Matcher::everything(), move |mut res: Response<Middleware>| {
            act(&mut res).unwrap();
            std::future::ready(res.next())
        })
    };
    let service = layer(outer).layer(KeepCookiesLayer::new().layer(layer(inner).layer(handler)));
    let response = service.oneshot(Request::new(())).await.unwrap();
    let lines = set_cookies(response.headers()).into_iter().map(str::to_owned).collect();
    (*told.lock().unwrap(), lines)
}

#[tokio::test]
async fn another_scope_than_that_of_a_middleware_is_a_conflict() {
    let nothing: Act<Middleware> = |_res| Ok(());
    let sets: Act<Middleware> = |res| res.set_cookie(cookie("a", "1")).map(drop);
    let sets_b: Act<Middleware> = |res| res.set_cookie(cookie("b", "1")).map(drop);
    let removes: Act<Middleware> = |res| res.remove_cookie(removal("a")).map(drop);
    let moved = ["a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT", "a=2; Path=/x"];
    let removed = ["a=2; Path=/x", moved[0]];
    let conflict = Err(CookieError::ScopeConflict);
    let cases: [(Act<Middleware>, Act<Head>, _, &[&str]); 6] = [
        (sets, |res| res.set_cookie(at("a", "2", "/x")).map(drop), conflict, &["a=1; Path=/"]),
        (
            sets,
            |res| res.remove_cookie(removal_at("a", "/x")).map(drop),
            conflict,
            &["a=1; Path=/"],
        ),
        (sets, |res| res.set_cookie(cookie("a", "2")).map(drop), Ok(()), &["a=2; Path=/"]),
        (sets, |res| res.move_cookie(removal("a"), at("a", "2", "/x")).map(drop), Ok(()), &moved),
        // The middleware removes the other scope.
        (removes, |res| res.set_cookie(at("a", "2", "/x")).map(drop), Ok(()), &removed),
        (
            sets_b,
            |res| res.set_cookie(at("a", "2", "/x")).map(drop),
            Ok(()),
            &["a=2; Path=/x", "b=1; Path=/"],
        ),
    ];
    for (middleware, handler, expected, lines) in cases {
        assert_eq!(inside(middleware, nothing, handler).await, (expected, own(lines)));
        assert_eq!(inside(nothing, middleware, handler).await, (expected, own(lines)));
        // The inner middleware replaces the cookie of the outer one.
        assert_eq!(inside(middleware, middleware, handler).await, (expected, own(lines)));
    }
    let conflicts: Act<Middleware> = |res| {
        assert_eq!(res.set_cookie(at("a", "2", "/x")).unwrap_err(), CookieError::ScopeConflict);
        Ok(())
    };
    let (_, lines) = inside(sets, conflicts, |_res| Ok(())).await;
    assert_eq!(lines, ["a=1; Path=/"], "also in an inner middleware");
}

fn own(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// A middleware that runs its handler itself.
#[tokio::test]
async fn a_conflict_with_a_middleware_of_axum_is_found_too() {
    async fn sets(
        mut res: Response<Middleware>,
        request: AxumRequest,
        next: AxumNext,
    ) -> Result<Response<headfirst::Answered>, CookieError> {
        res.set_cookie(cookie("a", "1"))?;
        Ok(res.run(request, next).await)
    }
    let handler = async |res: Response<Head>| {
        let res = res.with_cookie(at("a", "2", "/x"))?;
        Ok::<_, CookieError>(res.send(""))
    };
    let app = Router::new().route("/", get(handler)).layer(from_fn(sets));
    let app = app.layer(KeepCookiesLayer::new());
    let response = app.oneshot(Request::new(axum::body::Body::empty())).await.unwrap();
    assert_eq!(response.status(), 500);
    assert_eq!(set_cookies(response.headers()), ["a=1; Path=/"]);
}

/// The cookie of the handler is sent in place of that of the middleware.
#[tokio::test]
async fn a_replaced_cookie_of_a_middleware_counts_once() {
    fn sets<P: headfirst::CanSetCookies>(res: &mut Response<P>) -> Result<(), CookieError> {
        for name in ["a", "b", "c"] {
            res.set_cookie(cookie(name, &"x".repeat(4000)))?;
        }
        Ok(())
    }
    let (set, lines) = inside(sets, sets, |res| {
        sets(res)?;
        sets(res)?;
        assert_eq!(
            res.set_cookie(cookie("d", &"x".repeat(4000))).unwrap_err(),
            CookieError::TooMuch
        );
        Ok(())
    })
    .await;
    assert_eq!((set, lines.len()), (Ok(()), 3));
}
