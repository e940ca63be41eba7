//! Pages of a known length. A server stops polling at that length, and the page is stored if it is complete.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::ready;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use futures_util::{FutureExt, stream};
use headfirst::page_cache::CachedBody;
use headfirst::{Body, Cacheable, PageCache, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::{BodyExt, Empty, Full, Limited, StreamBody};
use tower::{Layer, Service, service_fn};

use crate::support;
use crate::support::{Server, Version};

/// A body of these frames. It declares their length, and never reports its end.
struct Declared(VecDeque<Result<&'static str, &'static str>>);

impl Declared {
    fn of<const N: usize>(frames: [Result<&'static str, &'static str>; N]) -> Self {
        Self(frames.into())
    }
}

impl http_body::Body for Declared {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let next = self.0.pop_front();
        Poll::Ready(next.map(|next| match next {
            Ok(text) => Ok(Frame::data(text.into())),
            Err(why) => Err(io::Error::other(why)),
        }))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().flatten().map(|text| text.len() as u64).sum())
    }
}

const DIGEST: HeaderName = HeaderName::from_static("digest");

/// A waker that counts its wake-ups.
struct WakeCounter(AtomicUsize);

impl Wake for WakeCounter {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A site that sends one of these bodies for each rendering, in order.
fn site(
    page: impl Fn(Response<Cacheable>, usize) -> http::Response<Body> + Clone + Send + 'static,
) -> impl FnMut() -> CachedBody<Body> {
    let made = Arc::new(AtomicUsize::new(0));
    let page = service_fn(move |request: Request<Empty<Bytes>>| {
        let number = made.fetch_add(1, Ordering::Relaxed) + 1;
        ready(Ok::<_, Infallible>(page(Response::<Cacheable>::for_request(&request), number)))
    });
    let mut site = PageCache::new(64 * 1024).layer().layer(page);
    move || {
        let request = Request::get("/").body(Empty::new()).unwrap();
        site.call(request).now_or_never().unwrap().unwrap().into_body()
    }
}

fn frame(body: &mut CachedBody<Body>) -> Bytes {
    body.frame().now_or_never().unwrap().unwrap().unwrap().into_data().unwrap()
}

fn text(body: CachedBody<Body>) -> Bytes {
    body.collect().now_or_never().unwrap().unwrap().to_bytes()
}

#[tokio::test]
async fn a_page_is_stored_if_the_server_stops_polling_at_the_declared_length() {
    for version in [Version::Http1, Version::Http2] {
        let made = Arc::new(AtomicUsize::new(0));
        let page = move |res: Response<Cacheable>| {
            let number = ["first", "second"][made.fetch_add(1, Ordering::Relaxed)];
            ready(res.send_body(Declared::of([Ok("the "), Ok(number), Ok(" page")])))
        };
        let pages = PageCache::new(64 * 1024);
        let router = axum::Router::new().route("/", axum::routing::get(page).layer(pages.layer()));
        let address = support::serve_router(Server::Hyper, router).await;
        for _ in 0..2 {
            let sent = support::curl(address, version, &[]).await;
            assert_eq!(sent.text(), "the first page", "{version:?}");
        }
    }
}

#[test]
fn a_page_that_is_polled_to_its_end_ends_as_its_body_does() {
    let mut site = site(|res, _| res.send_body(Declared::of([Ok("the "), Ok("page")])));
    let mut page = site();
    assert_eq!((frame(&mut page), page.is_end_stream()), ("the ".into(), false));
    assert_eq!((frame(&mut page), page.is_end_stream()), ("page".into(), true));
    assert!(page.frame().now_or_never().unwrap().is_none());
}

#[test]
fn a_page_that_is_shorter_than_declared_is_not_stored() {
    let mut site = site(|res, number| {
        let number = ["first", "second"][number - 1];
        res.send_body(Declared::of([Ok("the "), Ok(number), Ok(" page")]))
    });
    let mut page = site();
    assert_eq!((frame(&mut page), frame(&mut page)), ("the ".into(), "first".into()));
    drop(page);
    assert_eq!(text(site()), "the second page");
}

/// The body has an upper limit, and no exact length.
#[test]
fn a_page_that_has_reached_only_its_upper_limit_is_not_stored() {
    let mut site = site(|res, number| {
        let frames = if number == 1 { vec!["half of ", "it"] } else { vec!["complete"] };
        let frames = frames.into_iter().map(|text| Ok::<_, Infallible>(Frame::data(text.into())));
        res.send_body(Limited::new(StreamBody::new(stream::iter(frames)), 8))
    });
    assert_eq!(frame(&mut site()), "half of ");
    assert_eq!(text(site()), "complete");
}

#[test]
fn a_page_that_fails_after_its_declared_length_is_not_stored() {
    let mut site = site(|res, number| {
        let last = if number == 1 { Err("the checksum is another") } else { Ok("") };
        let text = if number == 1 { "corrupt" } else { "fine" };
        res.send_body(Declared::of([Ok(text), last]))
    });
    let mut page = site();
    assert_eq!((frame(&mut page), page.is_end_stream()), ("corrupt".into(), false));
    let woken = Arc::new(WakeCounter(AtomicUsize::new(0)));
    let waker = Waker::from(Arc::clone(&woken));
    let polled = Pin::new(&mut page).poll_frame(&mut Context::from_waker(&waker));
    assert!(polled.is_pending(), "the server has a turn");
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    drop(page);
    assert_eq!(text(site()), "fine");
}

#[tokio::test]
async fn a_page_with_trailers_is_not_stored_without_them() {
    let page = |res: Response<Cacheable>| {
        let trailers = HeaderMap::from_iter([(DIGEST, HeaderValue::from_static("sha-256=0"))]);
        let page = Full::new(Bytes::from("page")).with_trailers(ready(Some(Ok(trailers))));
        ready(res.send_body(page))
    };
    let pages = PageCache::new(64 * 1024);
    let router = axum::Router::new().route("/", axum::routing::get(page).layer(pages.layer()));
    let address = support::serve_router(Server::Hyper, router).await;
    for version in [Version::Http2, Version::Http1, Version::Http2] {
        let sent = support::fetch(address, version, Method::GET).await.into_body().collect().await;
        let has_trailers = sent.unwrap().trailers().is_some();
        assert_eq!(has_trailers, version == Version::Http2, "{version:?}");
    }
}
