//! Requests that could wait forever: nested requests, lost wake-ups, and clients that disconnect.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use headfirst::{Cacheable, PageCache, Response};
use http::Request;
use http_body::Frame;
use tower::{ServiceExt, service_fn};

use super::*;

async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(5), future).await.expect("it hangs")
}

/// A layer of a route and its clone around the router are one layer, which calls the handler once.
#[tokio::test]
async fn a_layer_inside_its_own_clone_calls_the_handler() {
    let pages = PageCache::new(MIB);
    let layer = pages.layer();
    let rendered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rendered);
    let page = async move |res: Response<Cacheable>| {
        tokio::task::yield_now().await;
        res.send(format!("page {}", count.fetch_add(1, Ordering::Relaxed)))
    };
    let app =
        axum::Router::new().route("/", axum::routing::get(page).layer(layer.clone())).layer(layer);
    let asked = (0..5).map(|_| routed(&app, Request::get("/")));
    for (_, body) in in_time(futures_util::future::join_all(asked)).await {
        assert_eq!(body, "page 0");
    }
    assert_eq!(in_time(routed(&app, Request::get("/"))).await.1, "page 0");
    assert_eq!(rendered.load(Ordering::Relaxed), 1);
}

type Own = Arc<Mutex<Option<Site>>>;

/// A site whose handler may request pages of the site itself.
fn recursive<F>(handler: F) -> Site
where
    F: Fn(Request<Nothing>, Own) -> BoxFuture<'static, http::Response<Body>>,
    F: Clone + Send + Sync + 'static,
{
    let own = Own::default();
    let inner = Arc::clone(&own);
    let handler = service_fn(move |request| handler(request, Arc::clone(&inner)).map(Ok));
    let layer = PageCache::new(MIB).layer();
    let site = BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(handler));
    *own.lock().unwrap() = Some(site.clone());
    site
}

fn is_inner(request: &Request<Nothing>) -> bool {
    request.headers().contains_key("x-inner")
}

async fn inner(own: Own) -> String {
    let site = own.lock().unwrap().clone().unwrap();
    ask(&site, Request::get("/").header("x-inner", "1")).await.1
}

#[tokio::test]
async fn a_handler_that_requests_its_own_page_does_not_wait_for_itself() {
    let site = recursive(|request, own| {
        Box::pin(async move {
            let res = Response::<Cacheable>::for_request(&request);
            if is_inner(&request) {
                return res.send("inner");
            }
            res.send(format!("outer with {}", inner(own).await))
        })
    });
    assert_eq!(in_time(get(&site, "/")).await, "outer with inner");
}

#[tokio::test]
async fn a_render_that_requests_its_own_page_does_not_wait_for_itself() {
    let site = recursive(|request, own| {
        Box::pin(async move {
            let res = Response::<Cacheable>::for_request(&request);
            if is_inner(&request) {
                return res.send("inner");
            }
            res.stream(async move |mut page| {
                page.write("outer with ").flush().await?;
                page.write(inner(own).await).flush().await
            })
        })
    });
    assert_eq!(in_time(get(&site, "/")).await, "outer with inner");
}

/// Two pages that include each other, until one of them is the inner one.
#[tokio::test]
async fn pages_that_request_each_other_do_not_wait_for_each_other() {
    let site = recursive(|request, own| {
        Box::pin(async move {
            let depth = request.headers().get("x-inner").map_or(0, |depth| depth.len());
            let res = Response::<Cacheable>::for_request(&request);
            if depth == 2 {
                return res.send("end");
            }
            let other = if request.uri().path() == "/" { "/other" } else { "/" };
            let site = own.lock().unwrap().clone().unwrap();
            let deeper = Request::get(other).header("x-inner", "x".repeat(depth + 1));
            res.send(format!("{depth} with {}", ask(&site, deeper).await.1))
        })
    });
    assert_eq!(in_time(get(&site, "/")).await, "0 with 1 with end");
}

/// A body that waits at first, and then is ready twice.
struct Twice(usize);

impl http_body::Body for Twice {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0 += 1;
        match self.0 {
            1 => Poll::Pending,
            2 | 3 => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x"))))),
            _ => Poll::Ready(None),
        }
    }
}

/// A client that polls again as soon as it is woken, as on another thread.
struct Eager {
    body: Mutex<CachedBody<Body>>,
    frames: AtomicUsize,
}

impl Wake for Eager {
    fn wake(self: Arc<Self>) {
        let waker = Waker::from(Arc::clone(&self));
        let Ok(mut body) = self.body.try_lock() else { return };
        let (mut body, mut cx) = (Pin::new(&mut *body), Context::from_waker(&waker));
        while let Poll::Ready(Some(_)) = http_body::Body::poll_frame(body.as_mut(), &mut cx) {
            self.frames.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn a_reader_that_polls_while_another_one_polls_is_woken_again() {
    let site = site(&PageCache::new(MIB), |res, _| res.send_body(Twice(0)));
    let mut first = start(&site, Request::get("/")).await.into_body();
    let body = Mutex::new(start(&site, Request::get("/")).await.into_body());
    let second = Arc::new(Eager { body, frames: AtomicUsize::new(0) });
    Arc::clone(&second).wake();
    assert_eq!(second.frames.load(Ordering::Relaxed), 0, "it waits");
    // It gets this frame before the poll has returned, and polls for the next one.
    assert!(first.frame().now_or_never().unwrap().is_some());
    assert_eq!(second.frames.load(Ordering::Relaxed), 2, "and the first is not polled again");
}

/// A body that waits at first, then becomes ready while it is polled, and has one frame.
struct Yields(usize);

impl http_body::Body for Yields {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0 += 1;
        match self.0 {
            1 => return Poll::Pending,
            2 => cx.waker().wake_by_ref(),
            3 => return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x"))))),
            _ => return Poll::Ready(None),
        }
        Poll::Pending
    }
}

#[tokio::test]
async fn a_reader_that_is_woken_while_another_one_polls_in_vain_is_woken_again() {
    let site = site(&PageCache::new(MIB), |res, _| res.send_body(Yields(0)));
    let mut first = start(&site, Request::get("/")).await.into_body();
    let body = Mutex::new(start(&site, Request::get("/")).await.into_body());
    let second = Arc::new(Eager { body, frames: AtomicUsize::new(0) });
    Arc::clone(&second).wake();
    assert_eq!(second.frames.load(Ordering::Relaxed), 0, "it waits");
    assert!(first.frame().now_or_never().is_none());
    assert_eq!(second.frames.load(Ordering::Relaxed), 1, "and the first is not polled again");
}

#[tokio::test]
async fn a_page_completes_even_if_the_client_that_started_it_reads_nothing() {
    let site = site(&PageCache::new(MIB), |res, number| {
        res.stream(async move |mut page| {
            for _ in 0..3 {
                page.write(number.to_string()).flush().await?;
                tokio::task::yield_now().await;
            }
            page.write("").flush().await
        })
    });
    let stopped = start(&site, Request::get("/")).await;
    assert_eq!(in_time(get(&site, "/")).await, "111");
    assert_eq!(in_time(get(&site, "/")).await, "111", "it is cached");
    assert_eq!(text(stopped.into_body()).await, "111");
}

/// Without a runtime, for example.
#[tokio::test]
async fn a_refresh_that_cannot_start_leaves_no_request_waiting() {
    let pages = PageCache::new(MIB).refresh_with(|_| panic!("no runtime"));
    let site = site(&pages, |res, number| {
        let second = Duration::from_secs(1);
        let control = headfirst::CacheControl::public(second).stale_while_revalidate(second);
        numbered(res.with_cache_control(control), number)
    });
    get(&site, "/").await;
    tokio::time::sleep(Duration::from_millis(1010)).await;
    let stale = site.clone();
    assert!(tokio::spawn(async move { get(&stale, "/").await }).await.unwrap_err().is_panic());
    tokio::time::sleep(Duration::from_millis(1000)).await;
    assert_eq!(in_time(get(&site, "/")).await, "page 2");
}

/// A page whose frames all show its number. The path selects how it ends.
fn any_page(request: &Request<Nothing>, number: usize) -> http::Response<Body> {
    let path = request.uri().path().to_owned();
    if path == "/private" {
        return Response::<headfirst::Head>::for_request(request).send(format!("{number} "));
    }
    let mut res = Response::<Cacheable>::for_request(request);
    if path == "/vary" {
        res.insert_header(headfirst::header::VARY, http::HeaderValue::from_static("accept"));
    }
    let frames = if path == "/large" { 200 } else { 8 };
    res.stream(async move |mut page| {
        for frame in 0..frames {
            page.write(format!("{number} ")).flush().await?;
            if path == "/large" {
                page.write(format!("{number} ").repeat(200)).flush().await?;
            }
            if frame % 3 == number % 3 {
                tokio::task::yield_now().await;
            }
            assert!(path != "/panic" || frame < 5, "as it should");
        }
        page.write("").flush().await
    })
}

/// Clients that disconnect in the middle, pages that end in every way, and changes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_client_hangs_or_gets_frames_of_two_pages() {
    let pages = PageCache::new(64 * 1024);
    let site = site_of(pages.layer(), any_page);
    let clients = (0..8_usize).map(|client| {
        let (site, pages) = (site.clone(), pages.clone());
        tokio::spawn(async move {
            for round in 0..300 {
                let dice = (client * 7919 + round * 104_729) % 1009;
                let target = ["/a", "/private", "/vary", "/large", "/panic"][dice % 5];
                let accept = ["x", "y"][dice % 2];
                let request = Request::get(target).header("accept", accept);
                let mut body = start(&site, request).await.into_body();
                let leaves_after = if dice % 3 == 0 { dice % 11 } else { usize::MAX };
                let mut all = Vec::new();
                for _ in 0..leaves_after {
                    let next = std::panic::AssertUnwindSafe(body.frame()).catch_unwind().await;
                    let Ok(Some(Ok(frame))) = next else { break };
                    all.extend(frame.into_data().unwrap());
                }
                let all = String::from_utf8(all).unwrap();
                let mut numbers = all.split_terminator(' ');
                let first = numbers.next();
                assert!(numbers.all(|number| Some(number) == first), "{target}: {all}");
                if dice % 13 == 0 {
                    let path = headfirst::Revalidation::Path(target.parse().unwrap());
                    headfirst::Revalidate::revalidate(&pages, &[path]);
                }
            }
        })
    });
    let ends =
        tokio::time::timeout(Duration::from_secs(60), futures_util::future::join_all(clients));
    for end in ends.await.expect("a client hangs") {
        end.unwrap();
    }
    // The budget of the pages that were sent is available again.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(in_time(get(&site, "/a")).await.matches(' ').count(), 8);
}

/// The waker of a client that disconnected is dropped, however long the handler takes.
#[tokio::test]
async fn a_client_that_disconnects_while_it_waits_leaves_no_waker() {
    struct Client;
    impl Wake for Client {
        fn wake(self: Arc<Self>) {}
    }
    let handler = service_fn(|_: Request<Nothing>| {
        std::future::pending::<Result<http::Response<Body>, Infallible>>()
    });
    let site = ServiceBuilder::new().layer(PageCache::new(MIB).layer()).service(handler);
    let ask = || site.clone().oneshot(Request::get("/").body(Nothing::new()).unwrap());
    let mut first = Box::pin(ask());
    assert!((&mut first).now_or_never().is_none());
    let mut second = Box::pin(ask());
    let clients = [Arc::new(Client), Arc::new(Client)];
    for client in &clients {
        let waker = Waker::from(Arc::clone(client));
        assert!(second.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    assert_eq!(Arc::strong_count(&clients[0]), 1, "its last waker is the other");
    drop(second);
    assert_eq!(Arc::strong_count(&clients[1]), 1);
}

/// A page whose `Vary` names one header for JSON and another one for HTML.
fn negotiated(request: &Request<Nothing>, number: usize) -> http::Response<Body> {
    let mut res = Response::<Cacheable>::for_request(request);
    let is_json = request.headers()["accept"] == "json";
    let vary = if is_json { "accept" } else { "accept-language" };
    res.insert_header(headfirst::header::VARY, http::HeaderValue::from_static(vary));
    let is_fast = request.headers().contains_key("x-fast");
    res.stream(async move |mut page| {
        page.write(format!("page {number}")).flush().await?;
        if !is_fast {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        page.write(" ends").flush().await
    })
}

/// Of two pages that are being sent, each has the key of the other for a request of both kinds.
///
/// That request must not go from one to the other without an end. The loop has no await, so it runs
/// in a thread that this test does not wait for.
#[test]
fn a_request_does_not_alternate_between_two_pages() {
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let site = site_of(PageCache::new(MIB).layer(), negotiated);
            let of = |accept: &str, language: &str| {
                Request::get("/").header("accept", accept).header("accept-language", language)
            };
            ask(&site, of("html", "fr").header("x-fast", "1")).await;
            // Each has its head, and sends its body.
            let mut started = Vec::new();
            for (accept, language) in [("json", "de"), ("json", "en"), ("html", "en")] {
                started.push(start(&site, of(accept, language)).await);
            }
            let (_, body) = ask(&site, of("html", "de")).await;
            assert!(body.ends_with(" ends"), "{body}");
            for response in started {
                assert!(text(response.into_body()).await.ends_with(" ends"));
            }
        });
        done.send(()).unwrap();
    });
    is_done.recv_timeout(Duration::from_secs(10)).expect("it loops");
}
