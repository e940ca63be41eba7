//! The error of a body that failed, in the summary of its response.

use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use headfirst::body::{Completion, RenderError, ResponseSummary};
use headfirst::{Body, Head, RenderResult, Response};
use http_body_util::{BodyExt, StreamBody};

use crate::support::{EVERY, at_head, curl, serve};

/// Returns the summary of a response, of which the server takes some frames.
async fn summary(
    takes: usize,
    page: impl FnOnce(Response<Head>) -> http::Response<Body>,
) -> ResponseSummary {
    let seen = Arc::new(Mutex::new(None));
    let see = Arc::clone(&seen);
    let mut res = at_head();
    res.on_end(move |sent| *see.lock().unwrap() = Some(sent.clone()));
    let mut body = page(res).into_body();
    for _ in 0..takes {
        let _ = body.frame().await;
    }
    drop(body);
    seen.lock().unwrap().take().unwrap()
}

fn text(summary: &ResponseSummary) -> String {
    assert_eq!(summary.end() == Completion::Failed, summary.error().is_some());
    summary.error().map(ToString::to_string).unwrap_or_default()
}

#[tokio::test]
async fn the_summary_of_a_failed_body_has_its_error() {
    let failed = summary(1, |res| res.stream(async |_page| Err::<(), _>(NoDatabase))).await;
    assert_eq!(text(&failed), "the render function failed after the head was sent: no database");
    let cause = failed.error().and_then(RenderError::get_ref);
    assert!(cause.is_some_and(|cause| cause.is::<NoDatabase>()));

    let panicked =
        summary(1, |res| res.stream(async |page| assert!(page.method() == "POST", "no luck")))
            .await;
    assert_eq!(text(&panicked), "the render function panicked: no luck");
    assert!(panicked.error().is_some_and(RenderError::is_panic));

    let frames = || StreamBody::new(futures_util::stream::iter([Err(NoDatabase)]));
    let forwarded = summary(1, |res| res.send_body(frames())).await;
    assert_eq!(text(&forwarded), "the body failed after the head was sent: no database");

    let ended = StreamBody::new(futures_util::stream::empty::<Result<_, NoDatabase>>());
    let short = http::Response::builder().header("content-length", 3).body(ended).unwrap();
    let short = summary(1, |res| res.relay(short)).await;
    assert_eq!(text(&short), "the body does not have its declared length");

    for takes in [0, 1] {
        let sent = summary(takes, |res| res.send(Bytes::from("page"))).await;
        assert_eq!(text(&sent), "");
    }
}

/// The server and the summary have the same error, and the client has none.
#[tokio::test]
async fn no_client_receives_the_text_of_an_error() {
    for (server, version) in EVERY {
        let address = serve(server, |res| {
            res.stream(async |mut page| -> RenderResult {
                page.write("half").flush().await?;
                Err(NoDatabase.into())
            })
        })
        .await;
        let answer = curl(address, version, &["-i"]).await;
        assert_ne!(answer.exit, 0, "{server:?} {version:?}");
        assert!(!answer.text().contains("database"), "{server:?} {version:?}");
    }
}

/// An error may panic when it is formatted and when it is dropped.
#[tokio::test]
async fn an_error_that_panics_is_an_error() {
    let _subscriber = tracing::subscriber::set_default(tracing_subscriber::registry());
    let mut res = at_head();
    res.on_end(|sent| drop(sent.error().map(ToString::to_string)));
    let mut body = res.stream(async |_page| Err::<(), _>(Panics)).into_body();
    let error = body.frame().await.unwrap().unwrap_err();
    assert!(error.get_ref().is_some_and(|error| error.is::<Panics>()));
    std::mem::forget(error);
    drop(body);
}

#[derive(Debug)]
struct NoDatabase;

impl fmt::Display for NoDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no database")
    }
}

impl std::error::Error for NoDatabase {}

#[derive(Debug)]
struct Panics;

impl fmt::Display for Panics {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in the text of an error")
    }
}

impl std::error::Error for Panics {}

impl Drop for Panics {
    fn drop(&mut self) {
        panic!("in the destructor of an error");
    }
}
