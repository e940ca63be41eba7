//! Bodies that are created without a response.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::TryRecvError;

use axum::{Router, routing::post};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use headfirst::body::Completion;
use headfirst::{Body, Head, Response};
use http::{Method, Request};
use http_body::Body as _;
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::support::{EVERY, at_head, curl, fetch, serve};

#[tokio::test]
async fn a_body_has_the_content_that_it_was_created_from() {
    let bodies: [Body; 4] = [
        "eggs".into(),
        "eggs".to_owned().into(),
        b"eggs".to_vec().into(),
        Bytes::from("eggs").into(),
    ];
    for body in bodies {
        assert_eq!(body.size_hint().exact(), Some(4));
        assert_eq!(body.collect().await.unwrap().to_bytes(), "eggs");
    }
    for body in [Body::empty(), Body::default()] {
        assert!(body.is_end_stream() && body.size_hint().exact() == Some(0));
    }
}

#[tokio::test]
async fn a_body_can_be_that_of_a_request() {
    let app = Router::new().route("/", post(|text: String| async move { text + " and milk" }));
    let request = Request::post("/").body(Body::from("eggs")).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "eggs and milk");

    let chunks = stream::iter(["eg", "gs"].map(Ok::<_, io::Error>));
    let request = Request::post("/").body(Body::from_stream(chunks)).unwrap();
    let response = app.oneshot(request).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "eggs and milk");
}

#[tokio::test]
async fn a_stream_is_sent_in_chunks_unless_the_method_is_head() {
    for (server, version) in EVERY {
        let is_polled = Arc::new(AtomicBool::new(false));
        let polled = Arc::clone(&is_polled);
        let export = move |res: Response<Head>| {
            let polled = Arc::clone(&polled);
            let chunks = stream::iter(["id,name\n", "7,milk\n"].map(Ok::<_, io::Error>));
            res.send_body(Body::from_stream(
                chunks.inspect(move |_| polled.store(true, Ordering::Relaxed)),
            ))
        };
        let address = serve(server, export).await;
        let head = fetch(address, version, Method::HEAD).await;
        assert_eq!(head.into_body().collect().await.unwrap().to_bytes(), "");
        assert!(!is_polled.load(Ordering::Relaxed), "{server:?} {version:?}");
        let response = fetch(address, version, Method::GET).await;
        assert!(!response.headers().contains_key("content-length"));
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "id,name\n7,milk\n");
    }
}

/// A client that disconnects drops the body.
#[tokio::test]
async fn a_body_that_is_dropped_drops_its_stream() {
    let (alive, dropped) = std::sync::mpsc::channel::<()>();
    let chunks = stream::iter(["one", "two"].map(Ok::<_, io::Error>));
    let chunks = chunks.chain(stream::pending()).inspect(move |_| drop(alive.clone()));
    let mut body = at_head().send_body(Body::from_stream(chunks)).into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "one");
    assert_eq!(dropped.try_recv(), Err(TryRecvError::Empty));
    drop(body);
    assert_eq!(dropped.try_recv(), Err(TryRecvError::Disconnected));
}

#[tokio::test]
async fn a_stream_that_panics_is_an_error_of_the_body() {
    let chunks = stream::iter(["one"].map(Ok::<_, io::Error>));
    let chunks = chunks.chain(stream::poll_fn(|_| panic!("no more")));
    let body = at_head().send_body(Body::from_stream(chunks)).into_body();
    assert!(body.collect().await.unwrap_err().is_panic());
}

#[tokio::test]
async fn an_error_of_a_stream_aborts_the_transfer() {
    for (server, version) in EVERY {
        let (ended, end) = std::sync::mpsc::channel();
        let export = move |mut res: Response<Head>| {
            let ended = ended.clone();
            res.on_end(move |summary| ended.send(summary.end()).unwrap());
            let chunks = stream::iter([Ok("id,name\n"), Err(io::Error::other("the disk"))]);
            res.send_body(Body::from_stream(chunks))
        };
        let address = serve(server, export).await;
        let answer = curl(address, version, &["-i"]).await;
        assert_ne!(answer.exit, 0, "{server:?} {version:?}");
        assert_eq!(end.recv().unwrap(), Completion::Failed);
    }
}
