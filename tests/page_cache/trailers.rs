//! The trailers of pages, which are sent to the clients that share them, and are not stored.

use std::future::ready;

use futures_util::stream::{self, StreamExt};
use headfirst::{Cacheable, PageCache, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use http_body::Frame;
use http_body_util::StreamBody;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Notify;

use super::support::{Server, serve_router};
use super::*;

const DIGEST: HeaderName = HeaderName::from_static("digest");

/// Sends a request over HTTP/1.1 that accepts trailers.
async fn fetch(address: std::net::SocketAddr) -> http::Response<Incoming> {
    let io = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
    tokio::spawn(connection);
    let request = Request::get("/").header("host", "localhost").header("te", "trailers");
    sender.send_request(request.body(Nothing::new()).unwrap()).await.unwrap()
}

/// A server for HTTP/1.1 writes only the trailers that the head declares.
#[tokio::test]
async fn a_client_that_shares_a_page_receives_its_trailers() {
    let go = Arc::new(Notify::new());
    let (wait, rendered) = (Arc::clone(&go), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&rendered);
    let page = move |res: Response<Cacheable>| {
        count.fetch_add(1, Ordering::Relaxed);
        let wait = Arc::clone(&wait);
        let trailers = async move {
            wait.notified().await;
            let trailers = HeaderMap::from_iter([(DIGEST, HeaderValue::from_static("sha-256=0"))]);
            Frame::trailers(trailers)
        };
        let frames = stream::iter([Frame::data(Bytes::from("page"))]).chain(stream::once(trailers));
        let mut response = res.send_body(StreamBody::new(frames.map(Ok::<_, Infallible>).boxed()));
        response.headers_mut().insert("trailer", HeaderValue::from_static("digest"));
        ready(response)
    };
    let layer = PageCache::new(MIB).layer();
    let router = axum::Router::new().route("/", axum::routing::get(page).layer(layer));
    let address = serve_router(Server::Hyper, router).await;
    let sent = [fetch(address).await, fetch(address).await];
    go.notify_one();
    for sent in sent {
        assert_eq!(sent.headers()["trailer"], "digest");
        let sent = sent.into_body().collect().await.unwrap();
        assert_eq!(sent.trailers().unwrap()[&DIGEST], "sha-256=0");
        assert_eq!(sent.to_bytes(), "page");
    }
    assert_eq!(rendered.load(Ordering::Relaxed), 1, "they share it");
}

/// A page is stored if it has declared trailers and sent none.
#[tokio::test]
async fn a_cached_page_declares_no_trailers() {
    let site = site(&PageCache::new(MIB), |res, number| {
        let mut response = numbered(res, number);
        response.headers_mut().insert("trailer", HeaderValue::from_static("digest"));
        response
    });
    let first = start(&site, Request::get("/")).await;
    let second = start(&site, Request::get("/")).await;
    for response in [first, second] {
        assert_eq!(response.headers()["trailer"], "digest");
        assert_eq!(text(response.into_body()).await, "page 1");
    }
    let (head, body) = ask(&site, Request::get("/")).await;
    assert_eq!((&*body, head.headers.contains_key("trailer")), ("page 1", false));
}
