//! The requests that may start an action, and the reports of its changes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use headfirst::{
    Action, ActionGuard, Body, InvalidOrigin, NotAnAction, NothingKept, Response, Revalidate,
    Revalidation,
};
use http::{HeaderName, HeaderValue, Method, Request};
use http_body::Body as _;

use NotAnAction::{CrossOrigin, Malformed, OpaqueOrigin, UnknownOrigin};

use crate::support::{cookie, set_cookies};

fn asked(actions: &ActionGuard, target: &str, headers: &[(&str, &str)]) -> Result<(), NotAnAction> {
    let mut request = Request::post(target).body(()).unwrap();
    for (name, value) in headers {
        let name = HeaderName::try_from(*name).unwrap();
        request.headers_mut().append(name, HeaderValue::from_str(value).unwrap());
    }
    actions.start(&request).map(drop)
}

/// Checks a request to `example.com` with these headers.
#[track_caller]
fn check(actions: &ActionGuard, expected: Result<(), NotAnAction>, headers: &[(&str, &str)]) {
    let all = [&[("host", "example.com")], headers].concat();
    assert_eq!(asked(actions, "/todos", &all), expected, "{headers:?}");
}

#[test]
fn an_action_is_started_from_a_page_of_the_same_origin() {
    let actions = ActionGuard::new(NothingKept);
    let shown = "ActionGuard { allowed_origins: [], trusts_forwarded_headers: false, \
                 allows_missing_origin: false, .. }";
    assert_eq!(format!("{actions:?}"), shown);
    let refuse = Err(CrossOrigin);
    check(&actions, Ok(()), &[("sec-fetch-site", "same-origin")]);
    for other in ["same-site", "cross-site", "none"] {
        check(&actions, refuse, &[("sec-fetch-site", other)]);
        let both = [("sec-fetch-site", other), ("origin", "https://example.com")];
        check(&actions, refuse, &both);
    }
    for same in ["https://example.com", "http://example.com", "https://EXAMPLE.com:443"] {
        check(&actions, Ok(()), &[("origin", same)]);
    }
    for other in [
        "https://example.com:8443",
        "https://example.org",
        "https://a.example.com",
        "https://example.com.",
        "foo://example.com",
        "ftp://example.com",
    ] {
        check(&actions, refuse, &[("origin", other)]);
    }
    check(&actions, Err(OpaqueOrigin), &[("origin", "null")]);
    let sandbox = [("origin", "null"), ("sec-fetch-site", "cross-site")];
    check(&actions, refuse, &sandbox);
    // Browsers send this for a page of the same origin with the referrer policy `no-referrer`.
    check(&actions, Ok(()), &[("origin", "null"), ("sec-fetch-site", "same-origin")]);
    check(&actions, Err(UnknownOrigin), &[]);
    check(&actions, Err(UnknownOrigin), &[("referer", "https://example.com/")]);
}

#[test]
fn malformed_headers_are_rejected_as_malformed() {
    let actions = ActionGuard::new(NothingKept).allow_missing_origin();
    for origin in [
        "",
        "example.com",
        "https://",
        "https://example.com/",
        "https://example.com/page",
        "https://example.com?",
        "https://user@example.com",
        "https://example.com:",
        "https://example.com:port",
        "https://example.com:99999",
        "://example.com",
        "NULL",
        "https://example.com https://example.org",
        "1https://example.com",
        "https://[]",
        "https://example.com:+443",
        "https://exa!mple,com",
        "https://[::1",
        "https://[::x]",
        "https://exa mple.com",
    ] {
        check(&actions, Err(Malformed("origin")), &[("origin", origin)]);
    }
    let twice = [("origin", "https://example.com"), ("origin", "https://example.com")];
    check(&actions, Err(Malformed("origin")), &twice);
    for site in ["", "Same-Origin", "same-origin, same-origin", "elsewhere"] {
        check(&actions, Err(Malformed("sec-fetch-site")), &[("sec-fetch-site", site)]);
    }
    let here = ("origin", "https://example.com");
    assert_eq!(asked(&actions, "/", &[here]), Err(Malformed("host")));
    for host in ["", "a b", "user@example.com", "example.com:"] {
        assert_eq!(asked(&actions, "/", &[here, ("host", host)]), Err(Malformed("host")), "{host}");
    }
    let hosts = [here, ("host", "example.com"), ("host", "example.com")];
    assert_eq!(asked(&actions, "/", &hosts), Err(Malformed("host")));
    let mut request = Request::post("/").body(()).unwrap();
    request.headers_mut().insert("origin", HeaderValue::from_bytes(b"https://\xff").unwrap());
    assert_eq!(actions.start(&request).unwrap_err(), Malformed("origin"));
}

#[test]
fn the_host_of_the_target_precedes_the_host_header() {
    let actions = ActionGuard::new(NothingKept);
    let from =
        |origin| asked(&actions, "http://example.com/", &[("origin", origin), ("host", "b")]);
    assert_eq!(from("http://example.com"), Ok(()));
    assert_eq!(from("http://b"), Err(CrossOrigin));
    let from = |target, origin| asked(&actions, target, &[("origin", origin)]);
    assert_eq!(from("https://example.com/", "https://example.com"), Ok(()));
    assert_eq!(from("https://example.com/", "http://example.com"), Err(CrossOrigin), "a downgrade");
    assert_eq!(from("http://example.com/", "https://example.com"), Ok(()), "a proxy ends TLS");
    assert_eq!(from("http://[::1]:3000/", "http://[::1]:3000"), Ok(()));
    assert_eq!(from("http://example.com:99999/", "http://example.com"), Err(Malformed("host")));
}

#[test]
fn forwarded_headers_are_trusted_only_if_configured() {
    let plain = ActionGuard::new(NothingKept);
    let proxied = plain.clone().trust_forwarded_headers();
    let from = ("origin", "https://shop.example");
    let (host, proto) = (("x-forwarded-host", "shop.example"), ("x-forwarded-proto", "https"));
    check(&plain, Err(CrossOrigin), &[from, host, proto]);
    check(&proxied, Ok(()), &[from, host, proto]);
    check(&proxied, Ok(()), &[from, host]);
    check(&proxied, Err(CrossOrigin), &[from, host, ("x-forwarded-proto", "http")]);
    check(&proxied, Err(CrossOrigin), &[from]);
    let list = ("x-forwarded-host", "shop.example, evil.example");
    check(&proxied, Err(Malformed("x-forwarded-host")), &[from, list]);
}

#[test]
fn only_the_configured_origins_are_accepted() {
    let actions = ActionGuard::new(NothingKept).allow_origin("https://shop.example").unwrap();
    let actions = actions.allow_origin("http://localhost:3000").unwrap();
    check(&actions, Ok(()), &[("origin", "https://shop.example:443")]);
    check(&actions, Ok(()), &[("origin", "http://localhost:3000")]);
    let cross_site = [("origin", "https://shop.example"), ("sec-fetch-site", "cross-site")];
    check(&actions, Err(CrossOrigin), &cross_site);
    check(&actions, Err(CrossOrigin), &[("origin", "http://shop.example")]);
    let contradiction = [("origin", "https://example.com"), ("sec-fetch-site", "same-origin")];
    check(&actions, Err(CrossOrigin), &contradiction);
    check(&actions, Ok(()), &[("sec-fetch-site", "same-origin")]);
    check(&actions, Err(OpaqueOrigin), &[("origin", "null")]);
    let hidden = [("origin", "null"), ("sec-fetch-site", "same-origin")];
    check(&actions, Err(OpaqueOrigin), &hidden);
    for text in ["shop.example", "https://shop.example/", "null", ""] {
        assert_eq!(actions.clone().allow_origin(text).unwrap_err(), InvalidOrigin, "{text}");
    }
}

/// The check is the same for browsers with and without `Sec-Fetch-Site`.
#[test]
fn a_configured_sibling_site_is_accepted() {
    let actions = ActionGuard::new(NothingKept).allow_origin("https://example.com").unwrap();
    let actions = actions.allow_origin("https://admin.example.com").unwrap();
    let (named, other) = (("origin", "https://admin.example.com"), "https://blog.example.com");
    check(&actions, Ok(()), &[named]);
    check(&actions, Ok(()), &[named, ("sec-fetch-site", "same-site")]);
    check(&actions, Err(CrossOrigin), &[("origin", other), ("sec-fetch-site", "same-site")]);
    check(&actions, Err(CrossOrigin), &[("origin", "null"), ("sec-fetch-site", "same-site")]);
    check(&actions, Err(CrossOrigin), &[("sec-fetch-site", "same-site")]);
    for site in ["cross-site", "none"] {
        check(&actions, Err(CrossOrigin), &[named, ("sec-fetch-site", site)]);
    }
}

#[test]
fn a_missing_origin_is_accepted_only_if_configured() {
    let actions = ActionGuard::new(NothingKept).allow_missing_origin();
    check(&actions, Ok(()), &[]);
    check(&actions, Err(CrossOrigin), &[("sec-fetch-site", "cross-site")]);
    check(&actions, Err(CrossOrigin), &[("origin", "https://example.org")]);
}

#[test]
fn a_safe_method_starts_no_action() {
    let actions = ActionGuard::new(NothingKept).allow_missing_origin();
    let with = |method: Method| {
        let request = Request::builder().method(method).header("sec-fetch-site", "same-origin");
        actions.start(&request.body(()).unwrap()).map(drop)
    };
    for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE, Method::CONNECT] {
        assert_eq!(with(method), Err(NotAnAction::Method));
    }
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        assert_eq!(with(method), Ok(()));
    }
}

#[test]
fn a_rejection_is_a_response() {
    for (rejection, status) in [
        (NotAnAction::Method, 403),
        (CrossOrigin, 403),
        (OpaqueOrigin, 403),
        (UnknownOrigin, 403),
        (Malformed("origin"), 400),
    ] {
        let response: http::Response<Body> = rejection.into();
        assert_eq!(response.status(), status);
        assert_eq!(response.body().size_hint().exact(), Some(rejection.to_string().len() as u64));
        assert_eq!(axum::response::IntoResponse::into_response(rejection).status(), status);
    }
}

/// A cache that records the revalidations of each call.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Vec<Revalidation>>>>);

impl Revalidate for Recorder {
    fn revalidate(&self, changed: &[Revalidation]) {
        self.0.lock().unwrap().push(changed.to_vec());
    }
}

impl Recorder {
    fn take(&self) -> Vec<Vec<Revalidation>> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    fn action(&self) -> Response<Action> {
        let request = Request::post("/todos").header("sec-fetch-site", "same-origin");
        let request = request.header("cookie", "token=t1").body(()).unwrap();
        ActionGuard::new(self.clone()).start(&request).unwrap()
    }
}

#[test]
fn changes_are_reported_once_when_the_response_is_returned() {
    let recorder = Recorder::default();
    let expected = || {
        vec![vec![Revalidation::Path("/todos".parse().unwrap()), Revalidation::Tag("todos".into())]]
    };
    let changed = || {
        let mut res = recorder.action();
        res.revalidate_path("/todos")
            .unwrap()
            .revalidate_tag("todos")
            .revalidate_path("/todos?a")
            .unwrap();
        let shown = format!("{res:?}");
        assert!(shown.contains("[path /todos, tag todos]"), "{shown}");
        assert!(recorder.take().is_empty(), "reported before the response was returned");
        res
    };
    let _ = changed().redirect(HeaderValue::from_static("/todos"));
    assert_eq!(recorder.take(), expected());
    let _ = changed().no_content();
    assert_eq!(recorder.take(), expected());
    let _ = changed().send("done");
    assert_eq!(recorder.take(), expected());

    let shell = changed().into_head().shell();
    assert!(recorder.take().is_empty(), "reported before the page was sent");
    let response = shell.discard().shell().stream(|_page| async {});
    assert_eq!(recorder.take(), expected());
    drop(response);
    assert!(recorder.take().is_empty(), "once");

    drop(changed());
    assert_eq!(recorder.take(), expected(), "reported although the response was dropped");
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _res = changed();
        panic!("in the action");
    }));
    assert!(panicked.is_err());
    assert_eq!(recorder.take(), expected());

    let _ = recorder.action().no_content();
    assert!(recorder.take().is_empty(), "reported without a change");
}

#[test]
fn a_panic_in_revalidate_does_not_abort_a_panicking_action() {
    struct Broken;
    impl Revalidate for Broken {
        fn revalidate(&self, _changed: &[Revalidation]) {
            panic!("in revalidate");
        }
    }
    let request = Request::post("/").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let mut res = ActionGuard::new(Broken).start(&request).unwrap();
        res.revalidate_path("/").unwrap();
        panic!("in the action");
    }));
    assert_eq!(panicked.unwrap_err().downcast_ref(), Some(&"in the action"));
}

/// The page of the same request sees the new cookies, and the client receives them.
#[test]
fn an_action_renders_its_page_or_redirects_to_it() {
    let recorder = Recorder::default();
    let mut res = recorder.action();
    assert_eq!((res.method().as_str(), res.uri().path()), ("POST", "/todos"));
    assert_eq!(res.cookies().get("token"), Some("t1"));
    res.set_cookie(cookie("token", "t2")).unwrap();
    let page = res.into_head();
    assert_eq!(page.cookies().get("token"), Some("t2"));
    let response = page.send("<li>milk");
    assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);

    let mut res = recorder.action();
    res.set_cookie(cookie("token", "t2")).unwrap();
    let response = res.redirect(HeaderValue::from_static("/todos"));
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (303, &HeaderValue::from_static("/todos"))
    );
    assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
}
