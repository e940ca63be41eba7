//! The task that renders a stale page again, which has no client.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, Once};
use std::time::Duration;

use futures_util::FutureExt;
use headfirst::cookie::on_lost;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{CacheControl, Cacheable, CookieDef, Head, PageCache, Response, cookie_def};
use http::{HeaderValue, Request};
use tower::{Layer, service_fn};

use super::*;

/// A cache whose tasks run before the stale page is sent.
fn pages() -> PageCache {
    PageCache::new(MIB).refresh_with(|task| {
        let ended = AssertUnwindSafe(task).catch_unwind().now_or_never();
        assert!(ended.is_some());
    })
}

/// A page that is stale at once.
fn stale(request: &Request<Nothing>) -> Response<Cacheable> {
    let minute = Duration::from_secs(60);
    let control = CacheControl::public(Duration::ZERO).stale_while_revalidate(minute);
    Response::<Cacheable>::for_request(request).with_cache_control(control)
}

/// The names of the cookies that were lost in this process.
static LOST: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn lost(name: &str) -> usize {
    LOST.lock().unwrap().iter().filter(|lost| *lost == name).count()
}

fn collect_lost() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        on_lost(|lost| LOST.lock().unwrap().extend(lost.names().map(str::to_owned)));
    });
}

/// The cookies of the client whose request happens to find the stale page.
#[tokio::test]
async fn a_page_is_rendered_again_without_the_cookies_of_a_client() {
    let with = |vary: Option<&'static str>| {
        site_of(pages().layer(), move |request, number| {
            let mut res = stale(request);
            if let Some(vary) = vary {
                res.insert_header(headfirst::header::VARY, HeaderValue::from_static(vary));
            }
            let cookie = request.headers().get("cookie").map_or("none", |c| c.to_str().unwrap());
            res.send(format!("{number} {cookie}"))
        })
    };
    let asked = || Request::get("/").header("cookie", "a=1");
    for (vary, again) in
        [(None, "2 none"), (Some("accept"), "2 none"), (Some("accept, Cookie"), "2 a=1")]
    {
        let site = with(vary);
        assert_eq!(ask(&site, asked()).await.1, "1 a=1");
        assert_eq!(ask(&site, asked()).await.1, "1 a=1", "stale");
        assert_eq!(ask(&site, asked()).await.1, again, "{vary:?}");
    }
}

const SENT: CookieDef = cookie_def!(CookieDef::new("sent-again"));
const PANICKED: CookieDef = cookie_def!(CookieDef::new("panicked-again"));
const DROPPED: CookieDef = cookie_def!(CookieDef::new("dropped-again"));

/// A response that sets the cookie with the name of its path, or a panic.
fn with_cookie(request: &Request<Nothing>) -> http::Response<Body> {
    let name = request.uri().path();
    let page = Response::<Cacheable>::for_request(request);
    if name == "/raw-again" {
        let mut response = page.send("raw");
        let cookie = HeaderValue::from_static("raw-again=1");
        response.headers_mut().append("set-cookie", cookie);
        return response;
    }
    let mut res = Response::<Head>::for_request(request);
    if name == "/sent-again" {
        res.set_cookie(SENT.value("1")).unwrap();
        return res.send("sent");
    }
    let dropped = if name == "/dropped-again" { DROPPED } else { PANICKED };
    res.set_cookie(dropped.value("1")).unwrap();
    assert_ne!(name, "/panicked-again", "as it should");
    drop(res);
    page.send("without it")
}

/// No client receives such a cookie: not even the one whose stale page is being sent.
#[tokio::test]
async fn a_cookie_that_is_set_while_a_page_is_rendered_again_is_reported_as_lost() {
    collect_lost();
    for name in ["dropped-again", "raw-again", "sent-again", "panicked-again"] {
        for is_kept in [false, true] {
            LOST.lock().unwrap().retain(|lost| lost != name);
            let site = site_of(pages().layer(), |request, number| match number {
                1 => stale(request).send("page"),
                _ => with_cookie(request),
            });
            let request = || Request::get(format!("/{name}")).body(Nothing::new()).unwrap();
            for _ in 0..2 {
                let head = match is_kept {
                    true => KeepCookiesLayer::new().layer(site.clone()).oneshot(request()).await,
                    false => site.clone().oneshot(request()).await,
                };
                let (head, body) = head.unwrap().into_parts();
                assert_eq!(text(body).await, "page");
                assert!(!head.headers.contains_key("set-cookie"), "{name} {is_kept}");
            }
            assert_eq!(lost(name), 1, "{name} {is_kept}");
        }
    }
}

/// A page that includes the stale page is not affected by its next rendering.
#[tokio::test]
async fn a_page_with_a_stale_part_does_not_turn_private_with_it() {
    let part = site_of(pages().layer(), |request, number| match number {
        1 => stale(request).send("part"),
        _ => Response::<Head>::for_request(request).send("private"),
    });
    assert_eq!(get(&part, "/").await, "part");
    let rendered = Arc::new(AtomicUsize::new(0));
    let page = service_fn(move |request: Request<Nothing>| {
        let (part, number) = (part.clone(), rendered.fetch_add(1, Ordering::Relaxed));
        async move {
            let res = Response::<Cacheable>::for_request(&request);
            let part = part.oneshot(request).await?;
            Ok(res.send(format!("{number} {}", text(part.into_body()).await)))
        }
    });
    let layer = PageCache::new(MIB).layer();
    let site: Site = BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(page));
    assert_eq!(get(&site, "/").await, "0 part");
    assert_eq!(get(&site, "/").await, "0 part", "it is stored");
}

/// Even if its next rendering, which is stale at once too, takes long.
#[tokio::test]
async fn a_page_is_rendered_again_once_for_all_requests_meanwhile() {
    let go = Arc::new(tokio::sync::Notify::new());
    let rendered = Arc::new(AtomicUsize::new(0));
    let (wait, count) = (Arc::clone(&go), Arc::clone(&rendered));
    let pages = PageCache::new(MIB).refresh_with(|task| drop(tokio::spawn(task)));
    let site = site_of(pages.layer(), move |request, number| {
        let wait = Arc::clone(&wait);
        count.store(number, Ordering::Relaxed);
        stale(request).stream(async move |mut page| {
            page.write(number.to_string()).flush().await?;
            if number == 2 {
                wait.notified().await;
            }
            page.write(" ends").flush().await
        })
    });
    for _ in 0..20 {
        assert_eq!(get(&site, "/").await, "1 ends");
        tokio::task::yield_now().await;
    }
    assert_eq!(rendered.load(Ordering::Relaxed), 2);
    go.notify_one();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(get(&site, "/").await, "2 ends");
}

/// Only the page itself may be sent for that long, and then a request calls the handler.
#[tokio::test]
async fn no_request_waits_for_a_task_that_does_not_end() {
    let tasks = Arc::new(Mutex::new(Vec::new()));
    let started = Arc::clone(&tasks);
    let pages = PageCache::new(MIB).refresh_with(move |task| started.lock().unwrap().push(task));
    let site = site_of(pages.layer(), |request, number| {
        let second = Duration::from_secs(1);
        let control = CacheControl::public(Duration::ZERO).stale_while_revalidate(second);
        numbered(Response::<Cacheable>::for_request(request).with_cache_control(control), number)
    });
    assert_eq!(get(&site, "/").await, "page 1");
    assert_eq!(get(&site, "/").await, "page 1", "stale");
    assert_eq!(tasks.lock().unwrap().len(), 1);
    tokio::time::sleep(Duration::from_millis(1010)).await;
    let page = tokio::time::timeout(Duration::from_secs(5), get(&site, "/")).await;
    assert_eq!(page.as_deref(), Ok("page 2"));
}

/// No client receives such a page, and it has no end.
#[tokio::test]
async fn a_task_ends_when_its_page_will_not_be_stored() {
    for kind in ["private", "turns private", "too large"] {
        let (ended, mut has_ended) = tokio::sync::mpsc::unbounded_channel();
        let pages = PageCache::new(MIB).refresh_with(move |task| {
            let ended = ended.clone();
            tokio::spawn(async move {
                task.await;
                ended.send(()).unwrap();
            });
        });
        let site = site_of(pages.layer(), move |request, number| {
            if number == 1 {
                return stale(request).send("page");
            }
            let mut own = Request::new(());
            *own.extensions_mut() = request.extensions().clone();
            if kind == "private" {
                return Response::<Head>::for_request(request).stream(async |mut page| {
                    while page.write("x").flush().await.is_ok() {
                        tokio::task::yield_now().await;
                    }
                });
            }
            stale(request).stream(async move |mut page| {
                while page.write("x".repeat(1024)).flush().await.is_ok() {
                    if kind == "turns private" {
                        drop(Response::<Head>::for_request(&own));
                    }
                    tokio::task::yield_now().await;
                }
            })
        });
        for _ in 0..2 {
            assert_eq!(get(&site, "/").await, "page");
        }
        tokio::time::timeout(Duration::from_secs(5), has_ended.recv()).await.expect(kind).unwrap();
    }
}
