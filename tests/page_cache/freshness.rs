//! The time for which a cached page is sent, and the conditions of requests.

use std::time::{Duration, SystemTime};

use headfirst::header::ETAG;
use headfirst::{CacheControl, Cacheable, PageCache, Response};
use http::{HeaderMap, HeaderValue, Request};

use super::support::{EVERY, curl, serve_router};
use super::*;

#[tokio::test]
async fn the_lifetime_of_a_page_is_the_shorter_of_its_header_and_keep_for() {
    let second = Duration::from_secs(1);
    let long = 3600 * second;
    let shared = |max_age, shared| CacheControl::public(max_age).shared_max_age(shared);
    // The header, `keep_for`, and whether the page expires within a second.
    for (control, keep_for, is_over) in [
        (None, None, false),
        (None, Some(second), true),
        (Some(CacheControl::public(second)), None, true),
        (Some(CacheControl::public(second)), Some(long), true),
        (Some(CacheControl::public(long)), Some(second), true),
        (Some(CacheControl::public(long)), Some(long), false),
        (Some(shared(long, second)), None, true),
        (Some(shared(second, long)), None, false),
    ] {
        let said = format!("{control:?} {keep_for:?}");
        let site = site(&PageCache::new(MIB), move |mut res, number| {
            if let Some(control) = &control {
                res.set_cache_control(control.clone());
            }
            if let Some(time) = keep_for {
                res.keep_for(time);
            }
            numbered(res, number)
        });
        get(&site, "/").await;
        assert_eq!(get(&site, "/").await, "page 1", "{said}");
        if is_over {
            tokio::time::sleep(Duration::from_millis(1010)).await;
            assert_eq!(get(&site, "/").await, "page 2", "{said}");
        }
    }
}

#[tokio::test]
async fn a_cached_page_has_its_age_and_its_original_date() {
    let site = site(&PageCache::new(MIB), numbered);
    let (first, _) = ask(&site, Request::get("/")).await;
    assert!(!first.headers.contains_key("age"), "it was not in a cache");
    let (hit, _) = ask(&site, Request::get("/")).await;
    assert_eq!(hit.headers["age"], "0");
    assert_eq!(hit.headers["date"], first.headers["date"]);
    let date = httpdate(&hit.headers["date"]);
    assert!(date.elapsed().unwrap() < Duration::from_secs(10));
    tokio::time::sleep(Duration::from_millis(1010)).await;
    let (hit, body) = ask(&site, Request::get("/")).await;
    assert_eq!((&hit.headers["age"], body.as_str()), (&HeaderValue::from(1), "page 1"));
    assert_eq!(hit.headers["date"], first.headers["date"]);
}

/// The `Age` of a page from another cache counts.
#[tokio::test]
async fn the_age_of_a_relayed_page_counts() {
    let site = site(&PageCache::new(MIB), |res, number| {
        let mut response = numbered(res, number);
        response.headers_mut().insert("age", HeaderValue::from_static("59"));
        response.headers_mut().insert("cache-control", HeaderValue::from_static("max-age=60"));
        response
    });
    get(&site, "/").await;
    assert_eq!(ask(&site, Request::get("/")).await.0.headers["age"], "59");
    tokio::time::sleep(Duration::from_millis(1010)).await;
    assert_eq!(get(&site, "/").await, "page 2");
}

/// The second client, which shares the page while it is sent, receives its age too.
#[tokio::test]
async fn a_page_that_is_being_sent_has_its_original_age() {
    let site = site(&PageCache::new(MIB), |res, number| {
        let mut response = numbered(res, number);
        response.headers_mut().insert("age", HeaderValue::from_static("59"));
        response
    });
    let first = start(&site, Request::get("/")).await;
    let second = start(&site, Request::get("/")).await;
    assert_eq!(first.headers()["age"], "59");
    assert_eq!(second.headers()["age"], "59");
}

/// RFC 9111 §5.1: an `Age` that is too large counts as the largest number.
#[tokio::test]
async fn an_age_that_is_too_large_is_old() {
    for age in ["18446744073709551615", "99999999999999999999999", "2147483648"] {
        let site = site(&PageCache::new(MIB), move |res, number| {
            let mut response = numbered(res, number);
            response.headers_mut().insert("age", HeaderValue::from_static(age));
            let control = HeaderValue::from_static("max-age=3600");
            response.headers_mut().insert("cache-control", control);
            response
        });
        assert_eq!(get(&site, "/").await, "page 1");
        assert_eq!(get(&site, "/").await, "page 2", "{age}");
    }
}

/// RFC 9110 §13.1.3, and a `Date` has no fractions of a second.
#[tokio::test]
async fn a_date_that_cannot_distinguish_pages_is_no_condition() {
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    let several = [("if-modified-since", DATE), ("if-modified-since", DATE)];
    assert_eq!(statuses(&[("last-modified", DATE)], &[&several]).await, [200]);
    let version = Arc::new(AtomicUsize::new(0));
    let shown = Arc::clone(&version);
    let pages = PageCache::new(MIB);
    let site = site(&pages, move |res, _| {
        let mut response = res.send(format!("version {}", shown.load(Ordering::Relaxed)));
        response.headers_mut().insert("date", HeaderValue::from_static(DATE));
        response
    });
    assert_eq!(get(&site, "/").await, "version 0");
    version.store(1, Ordering::Relaxed);
    headfirst::Revalidate::revalidate(&pages, &[headfirst::Revalidation::All]);
    assert_eq!(get(&site, "/").await, "version 1");
    let since = Request::get("/").header("if-modified-since", DATE);
    assert_eq!(ask(&site, since).await.1, "version 1", "in the same second");
}

/// A page that the cache sends while it is stale, and the request for its refresh.
fn refreshed<F>(page: F) -> Site
where
    F: Fn(&Request<Nothing>, usize) -> http::Response<Body> + Send + Sync + 'static,
{
    let pages = PageCache::new(MIB).refresh_with(|task| drop(tokio::spawn(task)));
    site_of(pages.layer(), page)
}

fn soon_stale(request: &Request<Nothing>) -> Response<Cacheable> {
    let minute = Duration::from_secs(60);
    let control = CacheControl::public(Duration::from_secs(1)).stale_while_revalidate(minute);
    Response::<Cacheable>::for_request(request).with_cache_control(control)
}

/// The conditions and the range of the client are not in the request of the cache.
#[tokio::test]
async fn a_page_is_rendered_again_in_full() {
    for (name, value) in [
        ("if-none-match", "\"1\""),
        ("if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("range", "bytes=0-1"),
        ("cache-control", "no-store"),
    ] {
        let site = refreshed(|request, number| {
            let headers = request.headers();
            if headers.contains_key("if-none-match") || headers.contains_key("if-modified-since") {
                let res = Response::<Cacheable>::for_request(request);
                return res.with_status(http::StatusCode::NOT_MODIFIED).send("");
            }
            if headers.contains_key("range") {
                let res = Response::<Cacheable>::for_request(request);
                return res.with_status(http::StatusCode::PARTIAL_CONTENT).send("pa");
            }
            numbered(soon_stale(request), number)
        });
        get(&site, "/").await;
        tokio::time::sleep(Duration::from_millis(1010)).await;
        ask(&site, Request::get("/").header(name, value)).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(get(&site, "/").await, "page 2", "{name}");
    }
}

/// RFC 9111 §4.3.3: "A full response […] indicates that none of the stored responses nominated in the conditional
/// request are suitable."
#[tokio::test]
async fn a_page_whose_refresh_is_a_404_or_a_redirect_is_no_longer_sent() {
    for (status, expected) in [(404, ""), (302, ""), (500, "page 1"), (503, "page 1")] {
        let site = refreshed(move |request, number| match number {
            1 => numbered(soon_stale(request), number),
            _ => Response::<Cacheable>::for_request(request)
                .with_status(http::StatusCode::from_u16(status).unwrap())
                .send(""),
        });
        get(&site, "/").await;
        tokio::time::sleep(Duration::from_millis(1010)).await;
        assert_eq!(get(&site, "/").await, "page 1", "while it is rendered again");
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(get(&site, "/").await, expected, "{status}");
    }
}

/// The response was for an authorized client, so it does not affect the page of the others.
#[tokio::test]
async fn a_stale_page_is_not_evicted_by_a_request_whose_response_is_its_own() {
    let site = refreshed(|request, number| {
        let mut response = numbered(Response::<Cacheable>::for_request(request), number);
        let control = HeaderValue::from_static("max-age=1, stale-while-revalidate=60");
        response.headers_mut().insert("cache-control", control);
        response
    });
    get(&site, "/").await;
    tokio::time::sleep(Duration::from_millis(1010)).await;
    ask(&site, Request::get("/").header("authorization", "Basic YTpi")).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(get(&site, "/").await, "page 1");
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(get(&site, "/").await, "page 3", "rendered again for all");
}

/// A page that is revalidated during its refresh is out of date when the refresh ends.
#[tokio::test]
async fn a_stale_page_that_is_revalidated_is_evicted() {
    let pages = PageCache::new(MIB).refresh_with(|task| {
        tokio::spawn(async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            task.await;
        });
    });
    let site = site_of(pages.layer(), |request, number| numbered(soon_stale(request), number));
    get(&site, "/").await;
    tokio::time::sleep(Duration::from_millis(1010)).await;
    assert_eq!(get(&site, "/").await, "page 1", "stale");
    headfirst::Revalidate::revalidate(&pages, &[headfirst::Revalidation::All]);
    assert_eq!(get(&site, "/").await, "page 2", "not the stale one");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(get(&site, "/").await, "page 2", "what was begun before is not stored");
}

fn httpdate(value: &HeaderValue) -> SystemTime {
    let text = value.to_str().unwrap();
    // `Sun, 06 Nov 1994 08:49:37 GMT`
    assert!(text.len() == 29 && text.ends_with(" GMT"), "{text}");
    let time = cookie::time::format_description::well_known::Rfc2822;
    cookie::time::OffsetDateTime::parse(text, &time).unwrap().into()
}

#[tokio::test]
async fn a_page_gets_a_strong_entity_tag_of_its_content() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, |res, _| {
        let text = res.uri().path().trim_end_matches(char::is_numeric).to_owned();
        res.send(text)
    });
    let tag = async |target: &str| {
        get(&site, target).await;
        ask(&site, Request::get(target)).await.0.headers["etag"].to_str().unwrap().to_owned()
    };
    let (one, same, other) = (tag("/a1").await, tag("/a2").await, tag("/b1").await);
    assert!(one.len() == 34 && one.starts_with('"') && one.ends_with('"'), "{one}");
    assert_eq!(one, same);
    assert_ne!(one, other);
}

/// Returns the statuses of requests with these headers, for a page with those headers.
async fn statuses(page: &[(&str, &str)], requests: &[&[(&str, &str)]]) -> Vec<u16> {
    let headers: HeaderMap =
        page.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect();
    let site = site(&PageCache::new(MIB), move |res, number| {
        let mut response = numbered(res, number);
        response.headers_mut().extend(headers.clone());
        response
    });
    assert_eq!(get(&site, "/").await, "page 1");
    let mut statuses = Vec::new();
    for headers in requests {
        let request =
            headers.iter().fold(Request::get("/"), |request, (k, v)| request.header(*k, *v));
        let (head, body) = ask(&site, request).await;
        assert_eq!(body, if head.status == 304 { "" } else { "page 1" });
        statuses.push(head.status.as_u16());
    }
    statuses
}

#[tokio::test]
async fn conditions_are_answered_from_the_cache() {
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    let tagged = statuses(
        &[("etag", "\"a,b\""), ("last-modified", DATE)],
        &[
            &[("if-none-match", "\"a,b\"")],
            &[("if-none-match", "W/\"a,b\"")],
            &[("if-none-match", "\"x\", W/\"a,b\"")],
            &[("if-none-match", "\"x\""), ("if-none-match", "\"a,b\"")],
            &[("if-none-match", "*")],
            &[("if-none-match", "\"a\"")],
            &[("if-none-match", "a,b")],
            &[("if-none-match", "\"a")],
            &[("if-none-match", "")],
            &[("if-modified-since", DATE)],
            &[("if-modified-since", "Sunday, 06-Nov-94 08:49:37 GMT")],
            &[("if-modified-since", "Sun, 06 Nov 1994 08:49:36 GMT")],
            &[("if-modified-since", "yesterday")],
            &[("if-none-match", "\"x\""), ("if-modified-since", DATE)],
        ],
    );
    let expected = [304, 304, 304, 304, 304, 200, 200, 200, 200, 304, 304, 200, 200, 200];
    assert_eq!(tagged.await, expected);
    let weak = statuses(&[("etag", "W/\"a\"")], &[&[("if-none-match", "\"a\"")]]);
    assert_eq!(weak.await, [304]);
    let undated = statuses(
        &[],
        &[
            &[("if-modified-since", DATE)],
            &[("if-modified-since", "Sat, 06 Nov 2094 08:49:37 GMT")],
        ],
    );
    assert_eq!(undated.await, [200, 304], "by its `Date`");
}

#[tokio::test]
async fn a_304_has_the_headers_that_a_client_needs_and_no_others() {
    let site = site(&PageCache::new(MIB), |mut res, number| {
        let _html = res.set_html();
        let res = res.with_header(ETAG, HeaderValue::from_static("\"a\""));
        let res = res.with_header(headfirst::header::VARY, HeaderValue::from_static("accept"));
        numbered(res.with_cache_control(CacheControl::public(Duration::from_secs(60))), number)
    });
    get(&site, "/").await;
    let (head, _) = ask(&site, Request::get("/").header("if-none-match", "\"a\"")).await;
    let names: std::collections::BTreeSet<_> =
        head.headers.keys().map(|name| name.as_str()).collect();
    assert_eq!(names, ["age", "cache-control", "date", "etag", "vary"].into());
}

/// Conditions that only the origin can decide on.
#[tokio::test]
async fn a_condition_for_the_origin_reaches_the_handler() {
    let site = site(&PageCache::new(MIB), numbered);
    assert_eq!(get(&site, "/").await, "page 1");
    assert_eq!(ask(&site, Request::get("/").header("if-match", "\"x\"")).await.1, "page 2");
    let since = Request::get("/").header("if-unmodified-since", "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(ask(&site, since).await.1, "page 3");
    assert_eq!(get(&site, "/").await, "page 1");
}

#[tokio::test]
async fn head_is_answered_from_the_cache_as_get_would_be() {
    let pages = PageCache::new(MIB);
    let rendered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rendered);
    let page = async move |mut res: Response<Cacheable>| {
        count.fetch_add(1, Ordering::Relaxed);
        let _html = res.set_html();
        res.stream(async |mut page| page.write("page").flush().await)
    };
    let app = axum::Router::new().route("/", axum::routing::get(page)).layer(pages.layer());
    assert_eq!(routed(&app, Request::get("/")).await.1, "page");
    let (get, _) = routed(&app, Request::get("/")).await;
    assert_eq!(get.headers["content-length"], "4");
    for (server, version) in EVERY {
        let address = serve_router(server, app.clone()).await;
        // The host differs, so this is the first request for this page.
        assert_eq!(curl(address, version, &[]).await.text(), "page");
        let before = rendered.load(Ordering::Relaxed);
        let head = curl(address, version, &["--head"]).await.text().to_ascii_lowercase();
        assert!(head.lines().next().unwrap().contains(" 200"), "{head}");
        for name in ["content-length", "content-type", "etag", "age"] {
            let line = format!("{name}: {}", get.headers[name].to_str().unwrap());
            assert!(
                head.lines().any(|other| other == line),
                "{server:?} {version:?} {line} {head}"
            );
        }
        let tag = format!("if-none-match: {}", get.headers["etag"].to_str().unwrap());
        let head = curl(address, version, &["-i", "-H", &tag]).await.text().to_ascii_lowercase();
        assert!(head.lines().next().unwrap().contains(" 304"), "{head}");
        assert!(!head.contains("content-length") && head.ends_with("\r\n\r\n"), "{head}");
        assert_eq!(rendered.load(Ordering::Relaxed), before);
    }
}

/// A part of a page is never stored as the page. A request for a part may get the whole page.
#[tokio::test]
async fn a_range_request_reaches_the_handler_or_gets_the_whole_page() {
    let site = site_of(PageCache::new(MIB).layer(), |request, _| {
        let res = Response::<Cacheable>::for_request(request);
        match request.headers().get("range") {
            Some(_) => res.with_status(http::StatusCode::PARTIAL_CONTENT).send("pa"),
            None => res.send("page"),
        }
    });
    let part = || Request::get("/").header("range", "bytes=0-1");
    assert_eq!(ask(&site, part()).await.1, "pa");
    assert_eq!(get(&site, "/").await, "page");
    let (head, body) = ask(&site, part()).await;
    assert_eq!((head.status.as_u16(), body.as_str()), (200, "page"));
}

/// Compression inside the cache: its responses vary, and each variant is stored as it is.
#[tokio::test]
async fn compression_may_be_inside_or_outside() {
    let text = "three orders; ".repeat(200);
    for outside in [false, true] {
        let pages = PageCache::new(MIB);
        let content = text.clone();
        let page = async move |res: Response<Cacheable>| res.send(content.clone());
        let route = axum::Router::new().route("/", axum::routing::get(page));
        let compression = tower_http::compression::CompressionLayer::new();
        let app = match outside {
            true => route.layer(pages.layer()).layer(compression),
            false => route.layer(compression).layer(pages.layer()),
        };
        for _ in 0..2 {
            let (head, body) = routed(&app, Request::get("/")).await;
            assert_eq!((head.headers.get("content-encoding"), body), (None, text.clone()));
            let request = Request::get("/").header("accept-encoding", "gzip");
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = tower::ServiceExt::oneshot(app.clone(), request).await.unwrap();
            assert_eq!(answer.headers()["content-encoding"], "gzip", "{outside}");
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            assert!(body.starts_with(&[0x1f, 0x8b]) && body.len() < 500);
        }
    }
}
