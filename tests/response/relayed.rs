//! Responses of other servers and libraries that are relayed: their status, length, trailers, cookies.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use headfirst::body::Completion;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Body, Head, Middleware, Response, trailer_name};
use http::{HeaderValue, Method, StatusCode};
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Empty, Full, StreamBody};

use crate::support::{Server, Version, cookie, fetch, fetch_with, serve_router};
use tower_http::compression::CompressionLayer;

type Page = fn(Response<Head>) -> http::Response<Body>;

fn head_of(method: Method) -> Response<Head> {
    Response::for_request(&http::Request::builder().method(method).body(()).unwrap())
}

#[test]
fn a_status_that_describes_the_content_is_kept() {
    for kept in [206, 304, 416, 500, 503] {
        let answer = http::Response::builder().status(kept).body(Empty::new()).unwrap();
        let res = head_of(Method::GET).with_status(StatusCode::NOT_FOUND).relay(answer);
        assert_eq!(res.status(), kept);
    }
    for replaced in [200, 201, 204, 301, 404, 412] {
        let answer = http::Response::builder().status(replaced).body(Empty::new()).unwrap();
        let res = head_of(Method::GET).with_status(StatusCode::ACCEPTED).relay(answer);
        assert_eq!(res.status(), StatusCode::ACCEPTED, "{replaced}");
    }
}

/// An upstream sends no body for a `HEAD`, so only its header tells the length.
#[test]
fn the_length_of_a_relayed_head_includes_the_shell() {
    let shell = |method| {
        let mut shell = head_of(method).shell();
        shell.write("HELLO");
        shell
    };
    let head = http::Response::builder().header("content-length", 100).body(Empty::new()).unwrap();
    assert_eq!(shell(Method::HEAD).relay(head).headers()["content-length"], "105");
    let whole = http::Response::new(Full::from(vec![b'x'; 100]));
    assert_eq!(shell(Method::GET).relay(whole).headers()["content-length"], "105");
    let unknown = http::Response::new(Empty::new());
    let res = shell(Method::HEAD).relay(unknown);
    assert!(!res.headers().contains_key("content-length"), "{res:?}");
    let res = shell(Method::HEAD).send_body(Empty::new());
    assert!(!res.headers().contains_key("content-length"), "{res:?}");
    let res = shell(Method::HEAD).send_body(Full::from("12345"));
    assert_eq!(res.headers()["content-length"], "10");
}

/// They are true of other bytes than those that are sent.
#[test]
fn a_shell_drops_the_validators_of_what_follows() {
    for (write, kept) in [("", 3), ("HELLO", 0)] {
        let answer = http::Response::builder().header("etag", "\"a\"");
        let answer = answer.header("last-modified", "Thu, 01 Jan 1970 00:00:00 GMT");
        let answer = answer.header("accept-ranges", "bytes").body(Full::from("x")).unwrap();
        let mut shell = head_of(Method::GET).shell();
        shell.write(write);
        let res = shell.relay(answer);
        let names = ["etag", "last-modified", "accept-ranges"];
        let count = names.iter().filter(|name| res.headers().contains_key(**name)).count();
        assert_eq!(count, kept, "{res:?}");
    }
}

#[test]
fn the_trailers_of_both_are_announced() {
    let answer =
        http::Response::builder().header("trailer", "x-theirs").body(Empty::new()).unwrap();
    let mut res = head_of(Method::GET);
    let _own = res.declare_trailer(trailer_name!("x-own"));
    let res = res.relay(answer);
    let names: Vec<_> = res.headers().get_all("trailer").iter().collect();
    assert_eq!(names, ["x-theirs", "x-own"]);
}

#[test]
fn the_summary_has_the_cookies_that_were_sent() {
    let request = http::Request::get("/").header("cookie", "both=0; theirs=0").body(()).unwrap();
    let mut res = Response::<Head>::for_request(&request);
    res.set_cookie(cookie("both", "own")).unwrap();
    res.set_cookie(cookie("own", "own")).unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let see = Arc::clone(&seen);
    res.on_end(move |sent| {
        let all = ["both", "theirs", "own"].map(|name| sent.cookies().get(name).map(str::to_owned));
        see.lock().unwrap().extend(all.into_iter().flatten());
    });
    let answer = http::Response::builder();
    let answer = answer.header("set-cookie", "both=theirs; Path=/");
    let answer = answer.header("set-cookie", "theirs=theirs; Path=/").body(Empty::new()).unwrap();
    drop(res.relay(answer));
    assert_eq!(*seen.lock().unwrap(), ["theirs", "theirs", "own"]);
}

/// A server may drop a body before it has the error, as a client that disconnects makes it do.
#[test]
fn a_forwarded_body_that_failed_is_reported_as_failed() {
    let seen = Arc::new(Mutex::new(None));
    let see = Arc::clone(&seen);
    let mut res = head_of(Method::GET);
    res.on_end(move |sent| *see.lock().unwrap() = Some(sent.end()));
    let failed = futures_util::stream::iter([Err("db")]);
    let mut body = res.send_body(StreamBody::new(failed)).into_body();
    let mut cx = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut body).poll_frame(&mut cx).is_pending());
    drop(body);
    assert_eq!(*seen.lock().unwrap(), Some(Completion::Failed));
}

/// A middleware that runs the handler itself.
async fn around(
    mut res: Response<Middleware>,
    request: Request,
    next: Next,
) -> Result<impl IntoResponse, Infallible> {
    let _ = res.set_cookie(cookie("seen", "1"));
    Ok(res.run(request, next).await)
}

#[tokio::test]
async fn a_middleware_that_runs_the_handler_adds_no_length() {
    let pages: [(Page, Method, u16); 5] = [
        (|res| res.no_content(), Method::GET, 204),
        (|res| res.not_modified(), Method::GET, 304),
        (|res| res.not_modified(), Method::HEAD, 304),
        (|res| res.stream(async |mut page| _ = page.write("x")), Method::HEAD, 200),
        (|res| res.send_body(unknown()), Method::HEAD, 200),
    ];
    for version in [Version::Http1, Version::Http2] {
        for (page, method, status) in &pages {
            let page = *page;
            let handler = get(move |res: Response<Head>| async move { page(res) });
            let router = Router::new().route("/", handler).layer(from_fn(around));
            let router = router.layer(KeepCookiesLayer::new());
            let address = serve_router(Server::Axum, router).await;
            let response = fetch(address, version, method.clone()).await;
            assert_eq!(response.status(), *status);
            assert_eq!(response.headers()["set-cookie"], "seen=1; Path=/");
            let length = response.headers().get("content-length");
            assert_eq!(length, None::<&HeaderValue>, "{version:?} {method} {status}");
        }
    }
}

/// A layer of compression around the middleware has to know that there is nothing to compress.
#[tokio::test]
async fn a_middleware_that_runs_the_handler_makes_nothing_to_compress() {
    for is_inside in [false, true] {
        for (page, status) in
            [((|res| res.no_content()) as Page, 204), (|res| res.not_modified(), 304)]
        {
            let handler = get(move |res: Response<Head>| async move { page(res) });
            let mut router = Router::new().route("/", handler);
            if is_inside {
                router = router.layer(CompressionLayer::new());
            }
            router = router.layer(from_fn(around)).layer(CompressionLayer::new());
            let address = serve_router(Server::Axum, router.layer(KeepCookiesLayer::new())).await;
            for version in [Version::Http1, Version::Http2] {
                let request = http::Request::builder().header("accept-encoding", "gzip");
                let response = fetch_with(address, version, request).await;
                assert_eq!(response.status(), status);
                assert!(!response.headers().contains_key("content-encoding"), "{response:?}");
                assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "");
            }
        }
    }
}

/// A middleware does not hide the length that a handler gave.
#[tokio::test]
async fn a_middleware_that_runs_the_handler_keeps_a_length() {
    let known: Page = |res| res.send("12345");
    let handler = get(move |res: Response<Head>| async move { known(res) });
    let router = Router::new().route("/", handler).layer(from_fn(around));
    let address = serve_router(Server::Axum, router.layer(KeepCookiesLayer::new())).await;
    for method in [Method::GET, Method::HEAD] {
        let response = fetch(address, Version::Http1, method).await;
        assert_eq!(response.headers()["content-length"], "5");
    }
}

fn unknown() -> impl http_body::Body<Data = Bytes, Error = Infallible> + Send {
    StreamBody::new(futures_util::stream::iter([Ok(Frame::data(Bytes::from("x")))]))
}
