//! Every legal transition between the phases, as a type and at run time.

use std::future::Ready;

use headfirst::{Action, Body, Cacheable, Head, Middleware, Next, Response, Shell, Streaming};
use http::HeaderValue;
use http_body_util::BodyExt;

use crate::support::{at_head, at_shell, at_streaming, cookie, request, set_cookies};

type Render = fn(Response<Streaming>) -> Ready<()>;
/// An existing response.
type Theirs = http::Response<Body>;

/// The transitions. The test is that this function compiles.
#[test]
fn edges() {
    let _: fn() -> Response<Head> = Response::<Head>::new;
    let _: fn(&http::Request<()>) -> Response<Head> = Response::<Head>::for_request;
    let _: fn(&http::request::Parts) -> Response<Head> = Response::<Head>::for_parts;

    let _: fn(Response<Head>) -> Response<Shell> = Response::<Head>::shell;
    let _: fn(Response<Shell>) -> Response<Head> = Response::<Shell>::discard;

    let _: fn(Response<Head>, Render) -> http::Response<Body> = Response::<Head>::stream;
    let _: fn(Response<Shell>, Render) -> http::Response<Body> = Response::<Shell>::stream;

    let _: fn(Response<Head>, Body) -> http::Response<Body> = Response::<Head>::send_body;
    let _: fn(Response<Shell>, Body) -> http::Response<Body> = Response::<Shell>::send_body;
    let _: fn(Response<Cacheable>, Body) -> http::Response<Body> = Response::<Cacheable>::send_body;

    let _: fn(&http::Request<()>) -> Response<Middleware> = Response::<Middleware>::for_request;
    let _: fn(Response<Middleware>) -> Next = Response::<Middleware>::next;
    let _: fn(Response<Middleware>) -> Response<Head> = Response::<Middleware>::skip_handler;
    let _: fn(Response<Action>) -> Response<Head> = Response::<Action>::into_head;
    let _: fn(&http::Request<()>) -> Response<Cacheable> = Response::<Cacheable>::for_request;
    let _: fn(Response<Cacheable>, Render) -> http::Response<Body> = Response::<Cacheable>::stream;
    let _: fn(Response<Middleware>, Theirs) -> http::Response<Body> = Response::<Middleware>::relay;
    let _: fn(Response<Action>, Theirs) -> http::Response<Body> = Response::<Action>::relay;
    let _: fn(Response<Head>, Theirs) -> http::Response<Body> = Response::<Head>::relay;
    let _: fn(Response<Shell>, Theirs) -> http::Response<Body> = Response::<Shell>::relay;
    let _: fn(Response<Cacheable>, Theirs) -> http::Response<Body> = Response::<Cacheable>::relay;

    let _: fn(Response<Middleware>) -> http::Response<Body> = Response::<Middleware>::no_content;
    let _: fn(Response<Action>) -> http::Response<Body> = Response::<Action>::no_content;
    let _ = |res: Response<Middleware>| -> http::Response<Body> { res.send("hello") };
    let _ = |res: Response<Action>| -> http::Response<Body> { res.send("hello") };
    let _ = |res: Response<Cacheable>| -> http::Response<Body> { res.send("hello") };
    let _: fn(Response<Shell>) -> http::Response<Body> = Response::<Shell>::send;
    let _: fn(Response<Head>) -> http::Response<Body> = Response::<Head>::no_content;
    let _: fn(Response<Head>) -> http::Response<Body> = Response::<Head>::not_modified;
    let _ = |res: Response<Head>| -> http::Response<Body> { res.send("hello") };
    let _ = |res: Response<Head>| -> http::Response<Body> {
        res.redirect(HeaderValue::from_static("/login"))
    };
}

#[test]
fn a_head_has_the_request_line_and_cookies_of_its_request() {
    let res = at_head();
    assert_eq!(res.method(), "GET");
    assert_eq!(res.uri(), "/orders?page=2");
    assert_eq!(res.cookies().get("token"), Some("t1"));
    let (parts, ()) = request().into_parts();
    let same = Response::<Head>::for_parts(&parts);
    assert_eq!((same.method(), same.uri()), (res.method(), res.uri()));
    drop((res, same));
    let res = Response::<Head>::new();
    assert_eq!((res.method().as_str(), res.uri().path()), ("GET", "/"));
    assert_eq!(res.cookies().iter().count(), 0);
    assert_eq!(res.send("").status(), 200);
}

#[tokio::test]
async fn a_shell_keeps_its_head_open_and_its_bytes_in_order() {
    let mut shell = at_shell();
    shell.write("<p>");
    shell.set_cookie(cookie("seen", "1")).unwrap().set_status(http::StatusCode::ACCEPTED);
    write!(shell, "{} orders", 3).unwrap();
    shell.write(b"</p>");
    let response = shell.send();
    assert_eq!(response.status(), 202);
    assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/", "seen=1; Path=/"]);
    assert_eq!(response.headers()["content-length"], "30");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "<h1>Orders</h1><p>3 orders</p>");
}

#[tokio::test]
async fn discard_returns_the_head_with_its_cookies() {
    let head = at_shell().discard();
    assert_eq!(head.cookies().get("token"), Some("t2"));
    let response = head.redirect(HeaderValue::from_static("/login"));
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "/login");
    assert_eq!(response.headers()["content-length"], "0");
    assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
    assert!(response.into_body().collect().await.unwrap().to_bytes().is_empty());
}

#[tokio::test]
async fn the_bytes_of_a_shell_are_the_first_frame() {
    let response = at_shell().stream(|mut page| async move {
        page.write("<p>later</p>");
    });
    assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
    assert!(!response.headers().contains_key("content-length"));
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "<h1>Orders</h1>");
    let second = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(second, "<p>later</p>");
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn a_render_reads_the_request_and_the_cookies_that_were_sent() {
    let body = at_streaming(|mut page| async move {
        let (method, target) = (page.method().clone(), page.uri().clone());
        let cookies = page.cookies().clone();
        let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        write!(page, "{method} {target} {}", pairs.join(" ")).unwrap();
    });
    assert_eq!(body.await, "GET /orders?page=2 theme=dark token=t2");
}

/// The types cannot prevent `Any`, but it downcasts a response to its own phase only.
#[tokio::test]
async fn a_downcast_does_not_change_the_phase() {
    let body = at_streaming(|page| async move {
        let any: Box<dyn std::any::Any + Send> = Box::new(page);
        let any = any.downcast::<Response<Head>>().unwrap_err();
        any.downcast::<Response<Streaming>>().unwrap().write("still streaming");
    });
    assert_eq!(body.await, "still streaming");
}

#[test]
fn a_response_can_be_moved_to_another_thread_and_a_body_too() {
    fn is_send<T: Send + 'static>() {}
    is_send::<Response<Middleware>>();
    is_send::<Response<Action>>();
    is_send::<Response<Cacheable>>();
    is_send::<Response<Head>>();
    is_send::<Response<Shell>>();
    is_send::<Response<Streaming>>();
    is_send::<Body>();
    // For `BodyExt::boxed`.
    fn is_sync<T: Sync>() {}
    is_sync::<Body>();
}
