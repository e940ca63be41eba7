//! Headers, statuses and redirects, from literals and from run-time values.

use axum::response::IntoResponse;
use headfirst::header::{
    AGE, CONTENT_TYPE, ETAG, HeaderError, LINK, Location, ResponseHeaderName, TrailerName, VARY,
    content_type,
};
use headfirst::{
    Body, Head, Middleware, Redirect, Response, Streaming, header_value, response_header_name,
    trailer_name,
};
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use http_body_util::BodyExt;
use proptest::prelude::*;

use crate::support::at_head;

const REQUEST_ID: ResponseHeaderName = response_header_name!("x-request-id");

fn all(response: &http::Response<Body>, name: &str) -> Vec<String> {
    let values = response.headers().get_all(name).iter();
    values.map(|value| value.to_str().unwrap().to_owned()).collect()
}

#[test]
fn run_time_names_and_values_are_set_or_are_an_error() {
    let mut res = at_head();
    res.try_insert_header("X-Request-Id", String::from("7"))
        .unwrap()
        .try_insert_header(header::ETAG, "\"a\"")
        .unwrap()
        .try_insert_header(&header::AGE, 60_u64)
        .unwrap()
        .try_append_header(LINK, HeaderValue::from_static("</a>"))
        .unwrap()
        .try_append_header(b"link".as_slice(), "</b>")
        .unwrap();
    let before = res.headers().clone();
    let invalid = |name| HeaderError::InvalidValue(HeaderName::from_static(name));
    for (name, value, error) in [
        ("x request id", "7", HeaderError::InvalidName),
        ("", "7", HeaderError::InvalidName),
        ("x-request-id\r\nset-cookie", "a=1", HeaderError::InvalidName),
        ("x-request-id", "7\r\nset-cookie: a=1", invalid("x-request-id")),
        ("etag", "\u{0}", invalid("etag")),
    ] {
        assert_eq!(res.try_insert_header(name, value).unwrap_err(), error, "{name:?}: {value:?}");
        assert_eq!(res.try_append_header(name, value).unwrap_err(), error, "{name:?}: {value:?}");
    }
    for name in ["Set-Cookie", "cache-control", "Content-Length", "transfer-encoding", "TE"] {
        let error = res.try_insert_header(name, "1").unwrap_err();
        assert!(matches!(error, HeaderError::Reserved(_)), "{name}");
        assert!(error.to_string().starts_with(&format!("`{}`", name.to_lowercase())), "{error}");
        assert_eq!(res.try_append_header(name, "1").unwrap_err(), error);
    }
    assert_eq!(*res.headers(), before, "an error changes nothing");
    let response = res.try_with_header("x-request-id", "8").unwrap().send("");
    assert_eq!(all(&response, "x-request-id"), ["8"]);
    assert_eq!(
        (all(&response, "etag"), all(&response, "age")),
        (vec!["\"a\"".into()], vec!["60".into()])
    );
    assert_eq!(all(&response, "link"), ["</a>", "</b>"]);
}

/// `HeaderMap` panics above its limit, and run-time input may exceed it.
#[test]
fn too_many_headers_are_an_error() {
    let mut res = at_head();
    let mut set = 0;
    let error = loop {
        match res.try_insert_header(format!("x-{set}"), "1") {
            Ok(_) => set += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((error, set), (HeaderError::TooMany, 24_576));
    assert_eq!(res.try_append_header("x-another", "1").unwrap_err(), HeaderError::TooMany);
    let other = HeaderMap::from_iter([(HeaderName::from_static("x-another"), header_value!("1"))]);
    let rejected = res.extend_headers(other.clone()).unwrap_err();
    assert_eq!(rejected.into_headers(), other);
    assert_eq!(res.headers().len(), set, "the headers before the error are set");
    let _sent = res.no_content();
}

#[test]
fn a_header_map_is_copied_without_its_reserved_headers() {
    let mut theirs = HeaderMap::new();
    for (name, value) in [
        (header::ETAG, "\"b\""),
        (header::SET_COOKIE, "a=1"),
        (header::SET_COOKIE, "b=2"),
        (header::LINK, "</a>"),
        (header::CONTENT_LENGTH, "7"),
        (header::LINK, "</b>"),
    ] {
        theirs.append(name, HeaderValue::from_static(value));
    }
    let mut res = at_head().with_header(ETAG, header_value!("\"a\"")).with_header(AGE, 1);
    res.append_header(LINK, header_value!("</c>"));
    let rejected = res.extend_headers(theirs).unwrap_err();
    assert_eq!(rejected.to_string(), "these headers were not set: `set-cookie`, `content-length`");
    assert_eq!(rejected.headers().get_all("set-cookie").iter().count(), 2);
    let error = HeaderError::from(rejected.clone());
    assert_eq!(error.to_string(), rejected.to_string());
    assert_eq!(rejected.into_headers().len(), 3);
    let response = res.send("hello");
    assert_eq!(all(&response, "link"), ["</a>", "</b>"], "replaces the existing value");
    assert_eq!(
        (all(&response, "etag"), all(&response, "age")),
        (vec!["\"b\"".into()], vec!["1".into()])
    );
    assert_eq!(all(&response, "content-length"), ["5"]);
    assert!(all(&response, "set-cookie").is_empty());
    assert!(at_head().extend_headers(HeaderMap::new()).is_ok());
}

/// Headers that a middleware appends follow those of the handler; headers that it inserts do not.
#[test]
fn a_middleware_sets_run_time_headers_like_any_others() {
    let request = Request::get("/").body(()).unwrap();
    let mut res = Response::<Middleware>::for_request(&request);
    res.try_append_header("link", "</a>").unwrap().try_append_header("vary", "a").unwrap();
    res.try_insert_header("vary", "b").unwrap().try_insert_header("age", 1).unwrap();
    assert!(res.try_insert_header("set-cookie", "a=1").is_err());
    let headfirst::Next::Continue(pending) = res.next() else { panic!("the middleware continues") };
    let handler = at_head().with_header(LINK, header_value!("</b>"));
    let mut answer = handler.with_header(VARY, header_value!("c")).send("");
    pending.merge(&mut answer);
    assert_eq!(all(&answer, "link"), ["</b>", "</a>"]);
    assert_eq!((all(&answer, "vary"), all(&answer, "age")), (vec!["c".into()], vec!["1".into()]));
}

#[test]
fn headers_are_read_by_the_names_that_set_them() {
    let res = at_head().with_header(CONTENT_TYPE, content_type::TEXT_CSS_UTF_8);
    let res = res.with_header(REQUEST_ID, 7).with_status(StatusCode::CREATED);
    assert_eq!(res.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(res.headers().get(REQUEST_ID.as_str()), Some(&HeaderValue::from(7)));
    assert!(CONTENT_TYPE == header::CONTENT_TYPE && ETAG != header::CONTENT_TYPE);
    let response = res.send("body {}");
    assert_eq!(
        (response.status(), &response.headers()[&REQUEST_ID]),
        (StatusCode::CREATED, &HeaderValue::from(7))
    );
}

#[test]
fn a_header_error_converts_to_a_response() {
    let error = at_head().try_insert_header("set-cookie", "a=1").unwrap_err();
    let plain: http::Response<Body> = error.clone().into();
    for status in [plain.status(), error.into_response().status()] {
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}

#[tokio::test]
async fn a_trailer_accepts_every_header_value() {
    const COUNT: TrailerName = trailer_name!("x-count");
    let mut res = Response::<Head>::new();
    let count = res.declare_trailer(COUNT);
    let response = res.stream(async move |mut page: Response<Streaming>| {
        page.send_trailer(count, 3);
    });
    let sent = response.into_body().collect().await.unwrap();
    assert_eq!(sent.trailers().unwrap()["x-count"], "3");
}

#[test]
fn each_redirect_has_its_status() {
    let to = || HeaderValue::from_static("/new");
    for (redirect, status) in [
        (Redirect::found(to()), 302),
        (Redirect::see_other("/new"), 303),
        (Redirect::temporary(Location::path("/new").unwrap()), 307),
        (Redirect::permanent(to()), 308),
        (Redirect::from("/new"), 303),
        (Redirect::from(to()), 303),
        (Redirect::from(Location::from("/new")), 303),
    ] {
        let response = at_head().with_status(StatusCode::IM_A_TEAPOT).redirect(redirect);
        assert_eq!((response.status().as_u16(), &response.headers()["location"]), (status, &to()));
    }
    assert_eq!(at_head().redirect("/new").headers()["location"], "/new");
    let other = HeaderValue::from_static("https://example.org/");
    assert_eq!(at_head().redirect(other).headers()["location"], "https://example.org/");
}

#[test]
fn a_literal_location_is_encoded_as_by_browsers() {
    for (literal, sent) in [
        ("/", "/"),
        ("/a b", "/a%20b"),
        ("/caf\u{e9}?q=\"x\"#top", "/caf%C3%A9?q=%22x%22#top"),
        ("/50%25", "/50%25"),
        ("/a\r\nset-cookie: b", "/a%0D%0Aset-cookie:%20b"),
        ("https://example.org/[1]", "https://example.org/[1]"),
        ("", ""),
    ] {
        assert_eq!(at_head().redirect(literal).headers()["location"], sent, "{literal:?}");
    }
}

#[test]
fn run_time_text_redirects_within_this_site_or_is_an_error() {
    for path in ["/", "/todos/3", "/a//b", "/search?q=a%20b&r[]=1#top", "/~a/@b;c=d", "/?//b"] {
        let location = Location::path(path).unwrap();
        assert_eq!(at_head().redirect(location).headers()["location"], path);
    }
    for text in [
        "",
        "todos",
        "?q",
        "#top",
        "//example.org",
        "///example.org",
        "/\\example.org",
        "\\/a",
        "/\t/example.org",
        "\t//example.org",
        " /todos",
        "/a b",
        "/caf\u{e9}",
        "/a\r\nb",
        "/\n/a",
        "https://example.org",
        "javascript:alert(1)",
        "/\u{0}",
        "/a\"b",
        "/<b>",
    ] {
        assert_eq!(Location::path(text), Err(HeaderError::InvalidLocation), "{text:?}");
    }
}

/// Decodes each `%` that two hexadecimal digits follow.
fn percent_decoded(text: &str) -> Vec<u8> {
    let (mut decoded, mut rest) = (Vec::new(), text.as_bytes());
    while let [byte, after @ ..] = rest {
        let code = after
            .get(..2)
            .filter(|_| *byte == b'%')
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        decoded.push(code.unwrap_or(*byte));
        rest = &after[if code.is_some() { 2 } else { 0 }..];
    }
    decoded
}

proptest! {
    /// The oracle follows the URL parser of browsers, independently of the library.
    #[test]
    fn a_path_never_redirects_to_another_site(text in "[/\\\\]{0,2}[/\\\\.:@#?%a-z\t\n\r é]{0,10}") {
        let Ok(location) = Location::path(&text) else { return Ok(()) };
        // WHATWG URL: tabs and line breaks are removed, and `\` is `/`. Then `//` starts an authority.
        let seen: String = text.chars().filter(|c| !"\t\n\r".contains(*c)).collect();
        let seen = seen.trim().replace('\\', "/");
        prop_assert!(seen.starts_with('/') && !seen.starts_with("//"), "{text:?}");
        prop_assert_eq!(HeaderValue::from(location), text);
    }

    /// The oracle is the path that `http::Uri` reads from the encoded text.
    #[test]
    fn an_encoded_path_redirects_within_this_site(text in "[/\\\\]{0,2}[/\\\\.:@?%a-z\t\n\r {}|^`\"<>é]{0,10}") {
        let is_path = text.starts_with('/') && !text.starts_with("//");
        let Ok(location) = Location::encode_path(&text) else {
            prop_assert!(!is_path, "{text:?}");
            return Ok(());
        };
        let sent = HeaderValue::from(location);
        let sent = sent.to_str().unwrap();
        prop_assert!(is_path && Location::path(sent).is_ok(), "{text:?}");
        prop_assert_eq!(percent_decoded(sent), percent_decoded(&text));
        let uri: http::Uri = sent.parse().unwrap();
        prop_assert!(uri.authority().is_none() && uri.path().starts_with('/'));
    }

    #[test]
    fn a_run_time_header_is_sent_unchanged_or_is_an_error(name in "\\PC{0,12}", value in "\\PC{0,12}") {
        let mut res = at_head();
        let expected = HeaderName::try_from(&name).ok().filter(|name| {
            ResponseHeaderName::try_from(name.clone()).is_ok() && HeaderValue::try_from(&value).is_ok()
        });
        prop_assert_eq!(res.try_insert_header(&name, &value).is_ok(), expected.is_some());
        let sent = res.send("");
        if let Some(name) = expected {
            prop_assert_eq!(sent.headers()[name].as_bytes(), value.as_bytes());
        }
    }
}
