//! Middleware as a layer: the response to the client, and the request of the handler.

use std::convert::Infallible;
use std::future::Ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum_extra::extract::CookieJar;
use bytes::Bytes;
use headfirst::header::{CONTENT_TYPE, VARY};
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{Body, CacheControl, Head, Middleware, Next, Response, SetCookie};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::support::{cookie, removal, set_cookies};

type Plain = http::Response<Body>;

fn request(cookies: &str) -> Request<Empty<Bytes>> {
    Request::get("/").header("cookie", cookies).body(Empty::new()).unwrap()
}

/// Returns the response of a handler behind one middleware.
async fn behind<D: headfirst::IntoNext>(
    before: impl Fn(Response<Middleware>) -> D + Clone + Send + Sync,
    handler: impl Fn(&HeaderMap) -> Plain + Clone,
) -> (http::response::Parts, Bytes) {
    let layer = middleware(Matcher::everything(), move |res| std::future::ready(before(res)));
    let handler = service_fn(move |request: Request<Empty<Bytes>>| {
        std::future::ready(Ok::<_, Infallible>(handler(request.headers())))
    });
    let response = layer.layer(handler).oneshot(request("a=1; b=2; odd; c=3")).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts, body.collect().await.unwrap().to_bytes())
}

fn shows(headers: &HeaderMap) -> Plain {
    let fields: Vec<_> = headers.get_all("cookie").iter().map(HeaderValue::as_bytes).collect();
    Response::<Head>::new().send(fields.join(&b"|"[..]))
}

#[tokio::test]
async fn the_handler_sees_the_cookies_that_the_client_will_have() {
    let rotate = |mut res: Response<Middleware>| {
        res.set_cookie(cookie("b", "new")).unwrap().set_cookie(cookie("d", "4")).unwrap();
        res.remove_cookie(removal("c")).unwrap();
        res.next()
    };
    let (head, seen) = behind(rotate, shows).await;
    assert_eq!(seen, "a=1; odd; b=new; d=4");
    let gone = "c=; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT";
    assert_eq!(set_cookies(&head.headers), ["b=new; Path=/", "d=4; Path=/", gone]);
    assert_eq!(head.headers["cache-control"], "private");

    let (head, seen) = behind(|res| res.next(), shows).await;
    assert_eq!(seen, "a=1; b=2; odd; c=3", "as the client sent it");
    assert!(set_cookies(&head.headers).is_empty() && !head.headers.contains_key("cache-control"));

    let remove_all = |mut res: Response<Middleware>| {
        for name in ["a", "b", "c"] {
            res.remove_cookie(removal(name)).unwrap();
        }
        res.next()
    };
    assert_eq!(behind(remove_all, shows).await.1, "odd");
}

/// Overridden pairs are removed, and every other pair stays, byte for byte.
#[test]
fn a_cookie_pair_that_was_not_set_stays_unchanged() {
    let field = b"token=evil\xff; admin=1\xff;b=2\xff;  c = 3 ; \xff;; d=\"4";
    let field = HeaderValue::from_bytes(field).unwrap();
    let mut request = request("");
    request.headers_mut().insert("cookie", field.clone());
    let mut res = Response::<Middleware>::for_request(&request);
    assert_eq!(res.request_headers()["cookie"], field);
    res.set_cookie(cookie("token", "t2")).unwrap().remove_request_cookie("admin");
    let Next::Continue(pending) = res.next() else { unreachable!() };
    pending.rewrite(&mut request);
    assert_eq!(request.headers()["cookie"].as_bytes(), b"b=2\xff;  c = 3 ; \xff; d=\"4; token=t2");
}

#[test]
fn several_cookie_headers_become_one_and_stay_sensitive() {
    for repeated in ["cookie", "accept"] {
        let mut request = request("a=1");
        let mut second = HeaderValue::from_static("b=2; token=t1");
        second.set_sensitive(true);
        request.headers_mut().get_mut("cookie").unwrap().set_sensitive(true);
        request.headers_mut().append(repeated, second);
        request.headers_mut().append("accept", HeaderValue::from_static("text/html"));
        let mut res = Response::<Middleware>::for_request(&request);
        res.set_cookie(cookie("token", "t2")).unwrap();
        let Next::Continue(pending) = res.next() else { unreachable!() };
        pending.rewrite(&mut request);
        let cookies: Vec<_> = request.headers().get_all("cookie").iter().collect();
        let kept = if repeated == "cookie" { "a=1; b=2; token=t2" } else { "a=1; token=t2" };
        assert_eq!(cookies, [kept]);
        assert!(cookies[0].is_sensitive());
        let accepts = request.headers().get_all("accept").iter().count();
        assert_eq!(accepts, if repeated == "cookie" { 1 } else { 2 });
    }
}

#[tokio::test]
async fn request_cookies_are_not_sent_to_the_client() {
    let show = |mut res: Response<Middleware>| {
        res.set_request_cookie("a", "shown").unwrap().remove_request_cookie("b");
        res.set_cookie(cookie("c", "first")).unwrap().set_request_cookie("c", "shown").unwrap();
        res.set_request_cookie("d", "first").unwrap().set_cookie(cookie("d", "set")).unwrap();
        let seen: Vec<_> = res.cookies().iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(seen, ["d=set", "a=shown", "c=shown"]);
        assert_eq!((res.cookies().get("b"), res.cookies().get("c")), (None, Some("shown")));
        for wrong in ["a;b", "a b", "\r\nx: y", "\u{e9}", "a=1; c"] {
            assert!(res.set_request_cookie("a", wrong).is_err());
            assert!(res.set_request_cookie(wrong, "1").is_err());
        }
        res.next()
    };
    let (head, seen) = behind(show, shows).await;
    assert_eq!(seen, "odd; d=set; a=shown; c=shown");
    assert_eq!(set_cookies(&head.headers), ["c=first; Path=/", "d=set; Path=/"]);
}

#[tokio::test]
async fn a_request_whose_cookies_are_all_hidden_has_no_cookie_header() {
    let hide = async |mut res: Response<Middleware>| {
        res.remove_request_cookie("a").remove_request_cookie("b");
        res.next()
    };
    let handler = service_fn(async |request: Request<Empty<Bytes>>| {
        let has_field = request.headers().contains_key("cookie");
        Ok::<_, Infallible>(Response::<Head>::for_request(&request).send(has_field.to_string()))
    });
    let service = middleware(Matcher::everything(), hide).layer(handler);
    for (cookies, has_field) in [("a=1; b=2", "false"), ("a=1; c=3", "true")] {
        let response = service.clone().oneshot(request(cookies)).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), has_field);
    }
}

#[tokio::test]
async fn a_cookie_of_the_handler_replaces_that_of_the_middleware() {
    let before = |mut res: Response<Middleware>| {
        res.set_cookie(cookie("a", "middleware")).unwrap().set_cookie(cookie("b", "1")).unwrap();
        res.next()
    };
    let handler = |_: &HeaderMap| {
        let mut response = http::Response::<Body>::from(Refused);
        for line in ["x=1", "a=first; Path=/x", "a=handler", "x=2; Path=/"] {
            response.headers_mut().append("set-cookie", HeaderValue::from_static(line));
        }
        response
    };
    let (head, _) = behind(before, handler).await;
    assert_eq!(head.status, 403, "also if the handler responds with an error");
    // The request is for `/`, which is also the default path.
    let expected = ["a=first; Path=/x", "a=handler", "x=2; Path=/", "b=1; Path=/"];
    assert_eq!(set_cookies(&head.headers), expected);
}

#[derive(Debug)]
struct Refused;

impl From<Refused> for Plain {
    fn from(Refused: Refused) -> Self {
        Response::<Head>::new().with_status(StatusCode::FORBIDDEN).send("refused")
    }
}

#[tokio::test]
async fn a_header_of_the_handler_replaces_inserted_but_not_appended_headers() {
    let before = |mut res: Response<Middleware>| {
        res.insert_header(CONTENT_TYPE, HeaderValue::from_static("text/plain"))
            .append_header(VARY, HeaderValue::from_static("cookie"))
            .append_header(headfirst::header::LINK, HeaderValue::from_static("<a>"))
            .insert_header(headfirst::header::LINK, HeaderValue::from_static("<b>"));
        assert_eq!(res.headers().len(), 3);
        res.next()
    };
    let handler = |_: &HeaderMap| {
        let res = Response::<Head>::new()
            .with_header(CONTENT_TYPE, HeaderValue::from_static("text/html"))
            .with_header(VARY, HeaderValue::from_static("accept"))
            .with_header(headfirst::header::LINK, HeaderValue::from_static("<c>"));
        res.send("page")
    };
    let (head, _) = behind(before, handler).await;
    let all = |name| head.headers.get_all(name).iter().collect::<Vec<_>>();
    assert_eq!(all("content-type"), ["text/html"]);
    assert_eq!(all("vary"), ["accept", "cookie"]);
    assert_eq!(all("link"), ["<c>"], "inserted, which replaces the appended values");
    let (head, _) = behind(before, |_| Response::<Head>::new().send("page")).await;
    assert_eq!(head.headers["content-type"], "text/plain");
    assert_eq!(head.headers["link"], "<b>");
}

#[tokio::test]
async fn a_page_that_gains_a_cookie_is_private() {
    let minute = || CacheControl::public(std::time::Duration::from_secs(60));
    // A cookie of a handler that does not use this crate counts as well.
    for control in [minute(), minute().allow_set_cookie()] {
        let public = move |mut res: Response<Middleware>| {
            res.set_cache_control(control.clone());
            res.next()
        };
        let plain = |_: &HeaderMap| {
            let mut response = http::Response::<Body>::from(Refused);
            for line in ["a=1", "a=2"] {
                response.headers_mut().append("set-cookie", HeaderValue::from_static(line));
            }
            response
        };
        let (head, _) = behind(public, plain).await;
        assert_eq!(head.headers["cache-control"], "private, max-age=60");
        assert_eq!(
            set_cookies(&head.headers),
            ["a=1", "a=2"],
            "no cookie was set, so nothing changed"
        );
    }
    let cases: [(Option<CacheControl>, Option<CacheControl>, &str); 5] = [
        (None, None, "private"),
        (None, Some(minute()), "private, max-age=60"),
        (Some(minute()), None, "private, max-age=60"),
        (Some(minute().allow_set_cookie()), None, "public, max-age=60"),
        (None, Some(minute().allow_set_cookie()), "private, max-age=60"),
    ];
    for (before, handler, expected) in cases {
        let set = move |mut res: Response<Middleware>| {
            res.set_cookie(cookie("a", "2")).unwrap();
            if let Some(control) = &before {
                res.set_cache_control(control.clone());
            }
            res.next()
        };
        let page = move |_: &HeaderMap| {
            let res = Response::<Head>::new();
            handler.iter().fold(res, |res, c| res.with_cache_control(c.clone())).send("page")
        };
        let (head, _) = behind(set, page).await;
        assert_eq!(head.headers["cache-control"], expected);
    }
    // Headers that single products obey before `Cache-Control` are removed too.
    let set = move |mut res: Response<Middleware>| {
        res.set_cookie(cookie("a", "2")).unwrap().set_cache_control(minute());
        res.next()
    };
    let for_a_cdn = |_: &HeaderMap| {
        let mut response = http::Response::<Body>::from(Refused);
        let public = HeaderValue::from_static("public");
        response.headers_mut().insert("cdn-cache-control", public);
        response
    };
    let (head, _) = behind(set, for_a_cdn).await;
    assert_eq!(head.headers["cache-control"], "private, max-age=60");
    assert!(!head.headers.contains_key("cdn-cache-control"));
}

#[tokio::test]
async fn a_middleware_can_respond_in_place_of_the_handler() {
    let never = |_: &HeaderMap| -> Plain { unreachable!("the middleware answers") };
    let to_login = |mut res: Response<Middleware>| {
        res.set_cookie(cookie("a", "2")).unwrap();
        res.redirect(HeaderValue::from_static("/login"))
    };
    let (head, _) = behind(to_login, never).await;
    assert_eq!(
        (head.status.as_u16(), &head.headers["location"]),
        (303, &HeaderValue::from_static("/login"))
    );
    assert_eq!(set_cookies(&head.headers), ["a=2; Path=/"]);

    let closed = |res: Response<Middleware>| -> Next {
        let mut shell = res.skip_handler().with_status(StatusCode::SERVICE_UNAVAILABLE).shell();
        shell.write("<h1>Closed</h1>");
        shell.stream(|mut page| async move { page.write("until ten").flush().await }).into()
    };
    let (head, body) = behind(closed, never).await;
    assert_eq!((head.status.as_u16(), &body[..]), (503, &b"<h1>Closed</h1>until ten"[..]));

    let (_, body) = behind(|res: Response<Middleware>| res.send("short"), never).await;
    assert_eq!(body, "short");
}

#[tokio::test]
async fn an_error_of_a_middleware_preserves_its_cookies() {
    let fails = |mut res: Response<Middleware>| -> Result<Next, Refused> {
        res.set_cookie(cookie("token", "t2")).unwrap();
        Err(Refused)
    };
    let (head, body) = behind(fails, |_| unreachable!("it failed")).await;
    assert_eq!((head.status.as_u16(), &body[..]), (403, &b"refused"[..]));
    assert_eq!(set_cookies(&head.headers), ["token=t2; Path=/"]);
    let forgets = |mut res: Response<Middleware>| -> Result<Next, Refused> {
        res.set_cookie(cookie("token", "t2")).unwrap();
        res.drop_with_cookies();
        Err(Refused)
    };
    let (head, _) = behind(forgets, |_| unreachable!("it failed")).await;
    assert!(set_cookies(&head.headers).is_empty(), "as in its `IntoResponse`");
}

/// Each middleware appends to the cookie value that it reads.
#[tokio::test]
async fn each_middleware_sees_the_cookies_set_before_it() {
    let add = |name: &'static str| {
        middleware(Matcher::everything(), move |mut res: Response<Middleware>| async move {
            let so_far = res.cookies().get("path").unwrap_or("").to_owned();
            res.set_cookie(cookie("path", &format!("{so_far}{name}"))).unwrap();
            res.set_cookie(cookie(name, "1")).unwrap();
            res.next()
        })
    };
    let handler = async |jar: CookieJar| {
        let seen = jar.get("path").map_or("", cookie::Cookie::value).to_owned();
        (jar.remove("x"), seen)
    };
    let app = axum::Router::new().route("/", axum::routing::get(handler));
    // The last layer that is added to a router is the first to see a request.
    let app = app.layer(add("x")).layer(add("y")).layer(add("z"));
    let request = Request::get("/").body(axum::body::Body::empty()).unwrap();
    let (head, body) = app.oneshot(request).await.unwrap().into_parts();
    assert_eq!(body.collect().await.unwrap().to_bytes(), "zyx");
    let mut names: Vec<_> = set_cookies(&head.headers);
    names.sort_unstable();
    assert_eq!(names.len(), 4, "one cookie for each name: {names:?}");
    assert!(
        names.contains(&"path=zyx; Path=/"),
        "the cookie of the middleware nearest to the handler: {names:?}"
    );
    assert!(names.iter().any(|line| line.starts_with("x=; ")), "the handler removed it: {names:?}");
}

#[test]
fn a_matcher_selects_paths_and_methods() {
    let matcher = Matcher::paths(["/", "/app/{*rest}", "/todos/{id}"]).unwrap();
    let matcher = matcher.except(["/app/static/{*file}", "/todos/new"]).unwrap();
    let is_for = |path: &str| matcher.matches(&Method::GET, &path.parse().unwrap());
    for path in ["/", "/?q=1", "/app/", "/app/orders", "/app/orders/7?page=2", "/todos/7"] {
        assert!(is_for(path), "{path}");
    }
    for path in ["/app", "/app/static/a.css", "/todos/new", "/todos", "/todos/7/edit"] {
        assert!(!is_for(path), "{path}");
    }
    let posts = matcher.clone().methods([Method::POST]);
    assert!(
        posts.matches(&Method::POST, &"/".parse().unwrap())
            && !posts.matches(&Method::GET, &"/".parse().unwrap())
    );
    let more = posts.clone().methods([Method::GET]);
    assert!(more.matches(&Method::GET, &"/".parse().unwrap()));
    assert!(!Matcher::everything().methods([]).matches(&Method::GET, &"/".parse().unwrap()));
    assert!(Matcher::everything().matches(&Method::OPTIONS, &"*".parse().unwrap()));
}

/// A service that is ready once, and counts its calls.
#[derive(Default)]
struct Strict {
    ready: bool,
    clones: Arc<AtomicUsize>,
}

impl Clone for Strict {
    fn clone(&self) -> Self {
        self.clones.fetch_add(1, Ordering::Relaxed);
        Self { ready: false, clones: Arc::clone(&self.clones) }
    }
}

impl Service<Request<Empty<Bytes>>> for Strict {
    type Response = Plain;
    type Error = Infallible;
    type Future = Ready<Result<Plain, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Empty<Bytes>>) -> Self::Future {
        assert!(std::mem::take(&mut self.ready), "called without being ready");
        std::future::ready(Ok(shows(request.headers())))
    }
}

#[tokio::test]
async fn the_called_service_is_the_one_that_was_ready() {
    let inner = Strict::default();
    let clones = Arc::clone(&inner.clones);
    let matcher = Matcher::paths(["/"]).unwrap();
    let mut service = middleware(matcher, |res| std::future::ready(res.next())).layer(inner);
    for _ in 0..3 {
        let response = service.ready().await.unwrap().call(request("a=1")).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "a=1");
    }
    assert_eq!(clones.load(Ordering::Relaxed), 3, "one readiness for each request");
    for _ in 0..3 {
        let other = Request::get("/else").body(Empty::new()).unwrap();
        service.ready().await.unwrap().call(other).await.unwrap();
    }
    assert_eq!(clones.load(Ordering::Relaxed), 4, "a request that does not match uses none up");
    for _ in 0..3 {
        drop(service.clone());
    }
    assert_eq!(clones.load(Ordering::Relaxed), 4, "a clone is a handle");
}

#[test]
fn dynamic_cookies_of_several_layers_compose() {
    let mut request = request("a=1");
    let mut res = Response::<Middleware>::for_request(&request);
    let dynamic = SetCookie::try_from(cookie::Cookie::build(("a", "2")).path("/"));
    res.set_cookie(dynamic).unwrap();
    let Next::Continue(pending) = res.next() else { unreachable!() };
    pending.rewrite(&mut request);
    assert_eq!(request.headers()["cookie"], "a=2");
    let mut response = http::Response::new(());
    pending.merge(&mut response);
    assert_eq!(set_cookies(response.headers()), ["a=2; Path=/"]);
}

/// Counts the allocations of a request that goes to the service alone.
fn allocations<S>(mut service: S) -> u64
where
    S: Service<Request<Empty<Bytes>>, Error = Infallible>,
{
    let request = Request::post("/todos/7").header("cookie", "a=1").body(Empty::new()).unwrap();
    let mut cx = Context::from_waker(std::task::Waker::noop());
    let counted = allocation_counter::measure(|| {
        assert!(service.poll_ready(&mut cx).is_ready());
        let response = std::pin::pin!(service.call(request));
        assert!(response.poll(&mut cx).is_ready());
    });
    counted.count_total
}

#[test]
fn a_request_that_does_not_match_costs_no_allocation() {
    let handler = || {
        service_fn(|_: Request<Empty<Bytes>>| {
            std::future::ready(Ok::<_, Infallible>(http::Response::new(Empty::<Bytes>::new())))
        })
    };
    let next = |res: Response<Middleware>| std::future::ready(res.next());
    // The allocation of the first request is reused.
    allocations(KeepCookiesLayer::new().layer(handler()));
    let bare = allocations(KeepCookiesLayer::new().layer(handler()));
    let paths = Matcher::paths(["/app/{*rest}", "/todos/{id}/edit", "/todos/{a}/{b}/{c}"]).unwrap();
    for matcher in [
        paths.clone(),
        Matcher::everything().except(["/todos/{id}"]).unwrap(),
        Matcher::everything().methods([Method::GET]),
    ] {
        let service = middleware(matcher, next).layer(handler());
        assert_eq!(allocations(KeepCookiesLayer::new().layer(service)), bare);
    }
}
