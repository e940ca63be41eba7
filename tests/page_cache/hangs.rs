//! Nobody waits for what never comes.

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

/// A layer of a route and its clone around the router are one layer, which asks once.
#[tokio::test]
async fn a_layer_inside_its_own_clone_asks_the_handler() {
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

/// A site whose handler may ask for pages of the site itself.
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
async fn a_handler_that_asks_for_its_own_page_does_not_wait_for_itself() {
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
async fn a_render_that_asks_for_its_own_page_does_not_wait_for_itself() {
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
async fn pages_that_ask_for_each_other_do_not_wait_for_each_other() {
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

/// Waits at first, and then is ready twice.
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

/// A client that asks for more as soon as it is woken, as on another thread.
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
async fn a_reader_that_asks_for_more_while_another_polls_is_woken_again() {
    let site = site(&PageCache::new(MIB), |res, _| res.send_body(Twice(0)));
    let mut first = start(&site, Request::get("/")).await.into_body();
    let body = Mutex::new(start(&site, Request::get("/")).await.into_body());
    let second = Arc::new(Eager { body, frames: AtomicUsize::new(0) });
    Arc::clone(&second).wake();
    assert_eq!(second.frames.load(Ordering::Relaxed), 0, "it waits");
    // It gets this one before the poll has returned, and asks for the next.
    assert!(first.frame().now_or_never().unwrap().is_some());
    assert_eq!(second.frames.load(Ordering::Relaxed), 2, "and the first is not polled again");
}

/// Who has left is forgotten, however long the handler takes.
#[tokio::test]
async fn a_client_that_leaves_while_it_waits_leaves_no_waker() {
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
