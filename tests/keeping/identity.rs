//! Cookies are identified by name, domain, path and partition, as by clients.

use std::convert::Infallible;
use std::future::ready;

use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{Body, Head, Middleware, Response};
use http::{HeaderValue, Request};
use tower::{Layer, ServiceExt, service_fn};

use crate::support::{at_head, cookie, set_cookies};

/// A handler that does not use this crate.
fn plain(lines: &[&'static str]) -> http::Response<Body> {
    let mut response = Response::<Head>::new().send("plain");
    for line in lines {
        response.headers_mut().append("set-cookie", HeaderValue::from_static(line));
    }
    response
}

/// Returns the lines that are sent through a layer or a middleware that sets this cookie.
async fn behind(lines: &'static [&'static str], sets: Option<&'static str>) -> Vec<String> {
    let handler = service_fn(move |_: Request<()>| ready(Ok::<_, Infallible>(plain(lines))));
    let before = move |mut res: Response<Middleware>| {
        if let Some(value) = sets {
            res.set_cookie(cookie("session", value)).unwrap();
        }
        ready(res.next())
    };
    let service = middleware(Matcher::everything(), before).layer(handler);
    let service = KeepCookiesLayer::new().layer(service);
    let request = Request::get("/shop/cart").body(()).unwrap();
    let response = service.oneshot(request).await.unwrap();
    set_cookies(response.headers()).into_iter().map(str::to_owned).collect()
}

const MOVES: &[&str] = &[
    "session=; Path=/old; Max-Age=0",
    "session=; Domain=example.com; Max-Age=0",
    "session=new; Path=/",
];

#[tokio::test]
async fn a_layer_that_sets_nothing_changes_nothing() {
    assert_eq!(behind(MOVES, None).await, MOVES);
    let twice = &["a=1", "a=2", "a=2; Path=/shop"];
    assert_eq!(behind(twice, None).await, twice);
}

#[tokio::test]
async fn setting_a_cookie_preserves_other_set_cookie_lines() {
    assert_eq!(behind(MOVES, Some("mine")).await, MOVES, "the handler wins");
    let other_lines = &["session=; Path=/old; Max-Age=0", "session=x; Domain=example.com; Path=/"];
    let expected = [other_lines[0], other_lines[1], "session=mine; Path=/"];
    assert_eq!(behind(other_lines, Some("mine")).await, expected);
    let partitioned = &["session=x; Path=/; Secure; Partitioned"];
    let expected = [partitioned[0], "session=mine; Path=/"];
    assert_eq!(behind(partitioned, Some("mine")).await, expected);
    // The default path is that of the request, so a client stores only one of the two cookies.
    let twice = &["a=1", "session=x; Path=/shop", "a=2; Path=/shop"];
    let expected = [twice[1], twice[2], "session=mine; Path=/"];
    assert_eq!(behind(twice, Some("mine")).await, expected);
}

#[test]
fn a_relayed_response_keeps_all_of_its_set_cookie_lines() {
    for sets in [false, true] {
        let mut res = at_head();
        if sets {
            res.set_cookie(cookie("session", "mine")).unwrap();
            res.set_cookie(cookie("seen", "1")).unwrap();
        }
        let relayed = res.relay(plain(MOVES));
        let mut expected = MOVES.to_vec();
        expected.extend(sets.then_some("seen=1; Path=/"));
        assert_eq!(set_cookies(relayed.headers()), expected);
    }
}

/// Hop-by-hop headers of the upstream connection are not forwarded.
#[tokio::test]
async fn a_relayed_head_is_the_upstream_head() {
    use http_body_util::BodyExt;

    let mut answer = plain(&["user[name]=ada; Max-Age=99999999; Priority=High"]);
    for (name, value) in [
        ("connection", "x-hop, keep-alive"),
        ("x-hop", "1"),
        ("keep-alive", "timeout=5"),
        ("transfer-encoding", "chunked"),
        ("etag", "\"1\""),
        ("cache-control", "public, max-age=5"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    *answer.status_mut() = http::StatusCode::NOT_FOUND;
    *answer.version_mut() = http::Version::HTTP_2;
    let relayed = at_head().relay(answer);
    assert_eq!((relayed.status().as_u16(), relayed.version()), (404, http::Version::HTTP_11));
    let mut names: Vec<_> = relayed.headers().keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["cache-control", "content-length", "etag", "set-cookie"]);
    assert_eq!(relayed.headers()["cache-control"], "public, max-age=5", "no cookie was set");
    assert_eq!(relayed.into_body().collect().await.unwrap().to_bytes(), "plain");
}
