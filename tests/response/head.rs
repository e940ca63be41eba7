//! The head: status, headers and cookies, as they are sent.

use std::time::Duration;

use cookie::time::{self, OffsetDateTime};
use cookie::{Cookie, SameSite};
use headfirst::cookie::{CookieError, RemoveCookie};
use headfirst::header::{self, ResponseHeaderName};
use headfirst::{CacheControl, Head, Response, SetCookie, response_header_name};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body::Body as _;
use http_body_util::BodyExt;

use crate::support::{at_head, cookie, removal, set_cookies};

#[test]
fn the_last_set_cookie_of_a_name_wins_in_order_of_first_insertion() {
    let mut res = at_head();
    for name in ["a", "b", "c"] {
        res.set_cookie(cookie(name, "1")).unwrap();
    }
    res.remove_cookie(removal("b")).unwrap();
    res.set_cookie(cookie("a", "2")).unwrap().set_cookie(cookie("A", "3")).unwrap();
    let response = res.send("");
    let expired = "b=; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT";
    let expected = ["a=2; Path=/", expired, "c=1; Path=/", "A=3; Path=/"];
    assert_eq!(set_cookies(response.headers()), expected);
}

/// Also if it is the only cookie.
#[test]
fn a_cookie_that_is_set_again_is_set_once() {
    for names in [&["token"][..], &["token", "theme"], &["token", "theme", "seen"]] {
        for again in names {
            let mut res = at_head();
            for name in names {
                res.set_cookie(cookie(name, "1")).unwrap();
            }
            res.set_cookie(cookie(again, "2")).unwrap();
            let value = |name: &str| if name == *again { 2 } else { 1 };
            let lines = names.iter().map(|name| format!("{name}={}; Path=/", value(name)));
            assert_eq!(set_cookies(res.no_content().headers()), lines.collect::<Vec<_>>());
        }
    }
}

/// A client would store both cookies, so a response sets one cookie of a name.
#[test]
fn a_name_with_two_scopes_is_an_error() {
    let with = |path, domain: Option<&'static str>, partitioned| {
        let cookie = Cookie::build(("a", "1")).path(path).secure(true).partitioned(partitioned);
        let cookie = domain.into_iter().fold(cookie, |cookie, domain| cookie.domain(domain));
        SetCookie::try_from(cookie)
    };
    let mut res = at_head();
    res.set_cookie(with("/", None, false)).unwrap().set_cookie(cookie("b", "1")).unwrap();
    for other in [("/app", None, false), ("/", Some("example.com"), false), ("/", None, true)] {
        let error = res.set_cookie(with(other.0, other.1, other.2)).unwrap_err();
        assert_eq!(error, CookieError::ScopeConflict);
        assert!(error.to_string().contains("another path, domain or partition"));
    }
    let other_path = RemoveCookie::try_from(Cookie::build("a").path("/app"));
    assert_eq!(res.remove_cookie(other_path).unwrap_err(), CookieError::ScopeConflict);
    // The flags and the lifetime are not a part of the scope.
    let flags = Cookie::build(("a", "2")).path("/").max_age(cookie::time::Duration::DAY);
    let mut res = res.with_cookie(SetCookie::try_from(flags)).unwrap();
    assert_eq!(res.set_cookie(with("/app", None, false)).unwrap_err(), CookieError::ScopeConflict);
    let response = res.no_content();
    let expected = ["a=2; Path=/; Max-Age=86400", "b=1; Path=/"];
    assert_eq!(set_cookies(response.headers()), expected, "nothing else is lost");
}

#[test]
fn pending_cookies_are_read_back() {
    let mut res = at_head();
    let before = res.cookies().clone();
    res.set_cookie(cookie("token", "t2")).unwrap().remove_cookie(removal("theme")).unwrap();
    res.set_cookie(cookie("seen", "1")).unwrap();
    assert_eq!(res.cookies().get("token"), Some("t2"));
    assert_eq!(res.cookies().get("theme"), None);
    assert_eq!(res.cookies().iter().collect::<Vec<_>>(), [("token", "t2"), ("seen", "1")]);
    res.set_cookie(cookie("theme", "light")).unwrap();
    assert_eq!(res.cookies().get("theme"), Some("light"));
    assert_eq!(before.get("token"), Some("t1"), "a clone shows the cookies of its time");
    drop(res);
}

#[test]
fn the_cookies_of_a_request_are_read_as_sent() {
    let request = Request::builder()
        .header("cookie", "a=1; b=\"two words\";c = 3 ; =nameless; flag; a=second; d=x=y; ")
        .header("cookie", "e=5")
        .header("cookie", HeaderValue::from_bytes(b"f=\xff; g=7").unwrap())
        .body(())
        .unwrap();
    let res = Response::<Head>::for_request(&request);
    let cookies = res.cookies();
    assert_eq!(cookies.get("a"), Some("1"), "the first cookie of a name");
    assert_eq!(cookies.get("b"), Some("\"two words\""));
    assert_eq!(cookies.get("c"), Some("3"));
    assert_eq!(cookies.get("d"), Some("x=y"));
    assert_eq!(cookies.get("e"), Some("5"), "another header");
    assert_eq!((cookies.get("f"), cookies.get("g")), (None, Some("7")));
    assert_eq!((cookies.get(""), cookies.get("flag"), cookies.get("B")), (None, None, None));
    assert_eq!(cookies.iter().filter(|pair| pair.0 == "a").count(), 2);
    let skipped: Vec<_> = cookies.malformed().collect();
    assert_eq!(skipped, [&b" =nameless"[..], b" flag", b" f=\xff"]);
    let _ = res.no_content();
}

/// A change that makes a valid cookie invalid.
type Change = fn(&mut Cookie<'static>);

#[test]
fn an_invalid_cookie_is_an_error_when_it_is_set() {
    let broken: [(CookieError, Change); 22] = [
        (CookieError::InvalidName, |c| c.set_name("")),
        (CookieError::InvalidName, |c| c.set_name("to ken")),
        (CookieError::InvalidName, |c| c.set_name("token\r\nSet-Cookie: a")),
        (CookieError::InvalidValue, |c| c.set_value("t2; Domain=evil.example")),
        (CookieError::InvalidValue, |c| c.set_value("t2\r\nLocation: https://evil.example")),
        (CookieError::InvalidValue, |c| c.set_value("two words")),
        (CookieError::InvalidValue, |c| c.set_value("\"open")),
        (CookieError::InvalidValue, |c| c.set_value("\u{e9}")),
        (CookieError::TooLong, |c| c.set_value("x".repeat(4092))),
        (CookieError::InvalidPath, |c| c.set_path("/; Domain=evil.example")),
        (CookieError::InvalidPath, |c| c.set_path("relative")),
        (CookieError::InvalidPath, |c| c.set_path("/a b")),
        (CookieError::InvalidPath, |c| c.set_path("/x".repeat(513))),
        (CookieError::InvalidDomain, |c| c.set_domain("evil.example; Secure")),
        (CookieError::InvalidDomain, |c| c.set_domain("a..example")),
        (CookieError::PrefixNeedsSecure, |c| c.set_name("__Secure-token")),
        (CookieError::SameSiteNoneNeedsSecure, |c| {
            c.set_same_site(SameSite::None);
            c.set_secure(false);
        }),
        (CookieError::PartitionedNeedsSecure, |c| {
            c.set_partitioned(true);
            c.set_secure(false);
        }),
        (CookieError::InvalidMaxAge, |c| c.set_max_age(time::Duration::days(401))),
        (CookieError::InvalidMaxAge, |c| c.set_max_age(time::Duration::MAX)),
        (CookieError::InvalidMaxAge, |c| c.make_permanent()),
        (CookieError::InvalidExpires, |c| {
            c.set_expires(OffsetDateTime::UNIX_EPOCH.replace_year(1600).unwrap());
        }),
    ];
    let valid = || Cookie::build(("token", "t2")).path("/").build();
    assert!(SetCookie::try_from(valid()).is_ok());
    for (rule, change) in broken {
        let mut cookie = valid();
        change(&mut cookie);
        assert_eq!(SetCookie::try_from(cookie.clone()), Err(rule), "{cookie:?}");
    }
}

#[test]
fn prefix_rules_ignore_case() {
    let host = |name: &'static str| Cookie::build((name, "1")).path("/").secure(true);
    for name in ["__Host-a", "__host-a", "__HOST-a"] {
        assert!(SetCookie::try_from(host(name)).is_ok());
        let domain = SetCookie::try_from(host(name).domain("example.com"));
        assert_eq!(domain, Err(CookieError::PrefixForbidsDomain));
        assert_eq!(
            SetCookie::try_from(host(name).path("/a")),
            Err(CookieError::PrefixNeedsRootPath)
        );
    }
    for name in ["__Http-a", "__Host-Http-a", "__host-http-a"] {
        assert_eq!(SetCookie::try_from(host(name)), Err(CookieError::PrefixNeedsHttpOnly));
        assert!(SetCookie::try_from(host(name).http_only(true)).is_ok());
    }
}

#[test]
fn every_attribute_is_written() {
    let full = Cookie::build(("token", "\"t2\""))
        .path("/app")
        .domain(".example.com")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .partitioned(true)
        .max_age(time::Duration::days(400))
        .expires(OffsetDateTime::from_unix_timestamp(784_111_777).unwrap());
    let response = at_head().with_cookie(SetCookie::try_from(full)).unwrap().send("");
    assert_eq!(
        set_cookies(response.headers()),
        ["token=\"t2\"; Path=/app; Domain=example.com; Secure; HttpOnly; SameSite=Strict; \
          Partitioned; Max-Age=34560000; Expires=Sun, 06 Nov 1994 08:49:37 GMT"]
    );
    let longest = Cookie::new("n".repeat(96), "v".repeat(4000));
    assert!(SetCookie::try_from(longest).is_ok());
    let epoch = Cookie::build(("token", "")).expires(OffsetDateTime::UNIX_EPOCH);
    let res = at_head().with_cookie(SetCookie::try_from(epoch)).unwrap();
    assert_eq!(res.cookies().get("token"), None, "the usual removal");
    let response = res.send("");
    let expected = ["token=; Expires=Thu, 01 Jan 1970 00:00:01 GMT"];
    assert_eq!(set_cookies(response.headers()), expected, "a date that every client knows");
    let brief = Cookie::build(("a", "")).max_age(time::Duration::milliseconds(500));
    let response = at_head().with_cookie(SetCookie::try_from(brief)).unwrap().send("");
    assert_eq!(set_cookies(response.headers()), ["a=; Max-Age=1"], "not a removal");
    let past = Cookie::build(("a", "")).max_age(time::Duration::seconds(-5));
    let res = at_head().with_cookie(SetCookie::try_from(past)).unwrap();
    assert_eq!(res.cookies().get("a"), None, "a lifetime of zero removes");
    let response = res.send("");
    assert_eq!(set_cookies(response.headers()), ["a=; Expires=Thu, 01 Jan 1970 00:00:01 GMT"]);
}

#[test]
fn a_secret_is_not_in_debug_output() {
    let res = at_head().with_cookie(cookie("token", "s3cret")).unwrap();
    let shown = format!("{res:?} {:?} {:?}", res.cookies(), cookie("token", "s3cret"));
    assert!(shown.contains("token") && !shown.contains("s3cret") && !shown.contains("t1"));
    drop(res);
}

#[test]
fn reserved_headers_have_no_name_type() {
    for name in [
        "set-cookie",
        "cache-control",
        "cdn-cache-control",
        "vercel-cdn-cache-control",
        "content-length",
        "transfer-encoding",
        "connection",
        "trailer",
        "keep-alive",
        "proxy-connection",
        "upgrade",
        "te",
    ] {
        let name = HeaderName::from_static(name);
        let error = ResponseHeaderName::try_from(name.clone()).unwrap_err();
        assert!(error.to_string().starts_with(&format!("`{name}`")));
        // Another name of the same length is allowed.
        let other = HeaderName::try_from("x".repeat(name.as_str().len())).unwrap();
        assert_eq!(
            ResponseHeaderName::try_from(other.clone()).unwrap().to_string(),
            other.as_str()
        );
    }
    const NAME: &str = "x-request-id";
    const REQUEST_ID: ResponseHeaderName = response_header_name!(NAME);
    let dynamic = ResponseHeaderName::try_from(HeaderName::from_static("x-request-id")).unwrap();
    assert_eq!(dynamic, REQUEST_ID);
    let mut res = at_head();
    res.insert_header(&dynamic, HeaderValue::from_static("1"));
    res.append_header(header::LINK, HeaderValue::from_static("</a>"));
    res.append_header(header::LINK, HeaderValue::from_static("</b>"));
    assert_eq!(res.headers().len(), 3);
    let response = res.with_header(header::LINK, HeaderValue::from_static("</c>")).send("");
    assert_eq!(response.headers()["x-request-id"], "1");
    assert_eq!(response.headers().get_all("link").iter().count(), 1);
}

#[test]
fn a_response_that_sets_a_cookie_is_private() {
    const STALE: &str = "private, max-age=60, stale-while-revalidate=60, stale-if-error=60, \
                         no-cache, must-revalidate";
    let minute = Duration::from_secs(60);
    let public = CacheControl::public(minute).shared_max_age(minute * 60).immutable();
    let stale = CacheControl::private(minute).stale_while_revalidate(minute * 9).must_revalidate();
    // The last call for a name counts.
    let stale = stale.stale_while_revalidate(minute).stale_if_error(minute).no_cache();
    let both = public.clone().allow_set_cookie();
    for (control, without, with) in [
        (None, None, "private"),
        (Some(CacheControl::no_store()), Some("no-store"), "no-store"),
        (Some(stale.clone().allow_set_cookie()), Some(STALE), STALE),
        (
            Some(public),
            Some("public, max-age=60, s-maxage=3600, immutable"),
            "private, max-age=60, immutable",
        ),
        (
            Some(both),
            Some("public, max-age=60, s-maxage=3600, immutable"),
            "public, max-age=60, s-maxage=3600, immutable",
        ),
    ] {
        let head = || match &control {
            Some(control) => at_head().with_cache_control(control.clone()),
            None => at_head(),
        };
        let said = |response: http::Response<headfirst::Body>| {
            let fields = response.headers().get_all("cache-control").iter();
            let fields: Vec<_> = fields.map(|value| value.to_str().unwrap().to_owned()).collect();
            assert!(fields.len() < 2);
            fields.into_iter().next()
        };
        assert_eq!(said(head().no_content()).as_deref(), without);
        let cookie = || cookie("a", "1");
        assert_eq!(said(head().with_cookie(cookie()).unwrap().send("")).as_deref(), Some(with));
        let streamed = head().shell().with_cookie(cookie()).unwrap().stream(|_page| async {});
        assert_eq!(said(streamed).as_deref(), Some(with));
        let mut removing = head();
        removing.remove_cookie(removal("a")).unwrap();
        assert_eq!(said(removing.send("")).as_deref(), Some(with));
    }
}

/// The future of a render function that must not run.
fn never() -> impl Future<Output = ()> + Send {
    std::future::poll_fn(|_| panic!("the render function ran"))
}

/// Returns the head, and whether the body has a length and content.
async fn head_and_body(
    method: Method,
    exit: impl FnOnce(Response<Head>) -> http::Response<headfirst::Body>,
) -> (Vec<(String, String)>, Option<u64>, usize) {
    let request = Request::builder().method(method).body(()).unwrap();
    let response =
        exit(Response::<Head>::for_request(&request).with_cookie(cookie("a", "1")).unwrap());
    let headers = response.headers().iter();
    let headers = headers.map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())).collect();
    let length = response.body().size_hint().exact();
    (headers, length, response.into_body().collect().await.unwrap().to_bytes().len())
}

#[tokio::test]
async fn head_gets_the_head_of_get_without_content() {
    let full = |res: Response<Head>| res.send("hello");
    let (get, length, content) = head_and_body(Method::GET, full).await;
    assert_eq!((length, content), (Some(5), 5));
    assert_eq!(head_and_body(Method::HEAD, full).await, (get, Some(0), 0));

    let streamed = |res: Response<Head>| res.stream(|_page| never());
    let (head, length, content) = head_and_body(Method::HEAD, streamed).await;
    assert_eq!((length, content), (Some(0), 0), "a layer must not compress the response");
    let quiet = |res: Response<Head>| res.stream(|_page| async {});
    assert_eq!(head_and_body(Method::GET, quiet).await, (head, None, 0));
}

#[tokio::test]
async fn statuses_without_content_drop_the_written_content() {
    for status in [100, 204, 205, 304] {
        let status = StatusCode::from_u16(status).unwrap();
        let full = move |res: Response<Head>| res.with_status(status).send("hello");
        let shell = move |res: Response<Head>| {
            let mut shell = res.with_status(status).shell();
            shell.write("hello");
            shell.send()
        };
        let streamed = move |res: Response<Head>| res.with_status(status).stream(|_page| never());
        for sent in [
            head_and_body(Method::GET, full).await,
            head_and_body(Method::GET, shell).await,
            head_and_body(Method::GET, streamed).await,
        ] {
            let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            let head = [pair("cache-control", "private"), pair("set-cookie", "a=1; Path=/")];
            assert_eq!(sent, (head.to_vec(), Some(0), 0), "{status}");
        }
    }
}
