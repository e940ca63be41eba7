//! Failures of a forwarded body.

use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use headfirst::{Head, Response};
use http::Method;
use http_body::{Body as _, Frame};
use http_body_util::BodyExt;

use crate::scripted::{Step, failure, page, panicking, scripted, trailers};
use crate::support::{EVERY, at_head, cookie, curl, fetch, serve, set_cookies};

/// On one thread, the head and its cookies are sent first, even if the body fails immediately.
#[tokio::test]
async fn an_error_of_a_forwarded_body_aborts_the_transfer() {
    let cases: [(Option<u64>, &[Step]); 6] = [
        (None, &[failure]),
        (Some(8), &[page, failure]),
        (None, &[panicking]),
        (Some(8), &[page]),
        (Some(8), &[]),
        (Some(8), &[page, trailers]),
    ];
    for (len, steps) in cases {
        for (server, version) in EVERY {
            let page = move |res: Response<Head>| {
                res.with_cookie(cookie("a", "1")).unwrap().send_body(scripted(len, steps))
            };
            let address = serve(server, page).await;
            assert!(curl(address, version, &[]).await.exit != 0, "a clean end");
            let response = fetch(address, version, Method::GET).await;
            assert_eq!(set_cookies(response.headers()), ["a=1; Path=/"]);
            assert!(response.into_body().collect().await.is_err(), "{server:?} {version:?}");
        }
    }
}

#[tokio::test]
async fn the_error_of_a_forwarded_body_is_returned_once_and_last() {
    let inner = scripted(None, &[page, failure, page]);
    let watch = inner.watch();
    let mut body = at_head().send_body(inner).into_body();
    body.frame().await.unwrap().unwrap();
    assert!(poll_fn(|cx| Poll::Ready(Pin::new(&mut body).poll_frame(cx).is_pending())).await);
    assert!(!body.is_end_stream(), "the failure was not returned yet");
    let error = body.frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the body failed after the head was sent: the disk is gone");
    assert_eq!(error.get_ref().unwrap().to_string(), "the disk is gone");
    assert!(error.source().is_none(), "the text of the cause appears once");
    assert!(!error.is_panic());
    assert!(body.is_end_stream());
    assert!(body.frame().await.is_none() && body.frame().await.is_none());
    assert_eq!(watch.polled(), 2);
}

#[tokio::test]
async fn a_wrong_declared_length_is_an_error() {
    let cases: [(&[Step], usize); 4] =
        [(&[], 0), (&[page], 1), (&[page, trailers], 1), (&[page, page, page], 2)];
    for (steps, given) in cases {
        let mut body = at_head().send_body(scripted(Some(8), steps)).into_body();
        for _ in 0..given {
            body.frame().await.unwrap().unwrap();
        }
        let error = body.frame().await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "the body does not have its declared length");
        assert!(error.source().is_none() && !error.is_panic());
        assert!(body.frame().await.is_none() && body.is_end_stream());
    }
}

/// A body that panics in a method other than `poll_frame`, or when its error is converted.
struct Hostile {
    fails: bool,
    was_polled: bool,
}

struct HostileError;

impl From<HostileError> for Box<dyn Error + Send + Sync> {
    fn from(_: HostileError) -> Self {
        panic!("in an error")
    }
}

impl http_body::Body for Hostile {
    type Data = Bytes;
    type Error = HostileError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HostileError>>> {
        self.was_polled = true;
        let page = Frame::data(Bytes::from_static(b"page"));
        Poll::Ready(Some(if self.fails { Err(HostileError) } else { Ok(page) }))
    }

    fn is_end_stream(&self) -> bool {
        assert!(!self.was_polled, "in is_end_stream");
        false
    }
}

#[tokio::test]
async fn a_panic_of_a_forwarded_body_ends_the_response() {
    let panicking = at_head().send_body(scripted(None, &[panicking]));
    let queried = at_head().send_body(Hostile { fails: false, was_polled: false });
    let failing = at_head().send_body(Hostile { fails: true, was_polled: false });
    for (response, message) in
        [(panicking, "on purpose"), (queried, "in is_end_stream"), (failing, "in an error")]
    {
        let error = response.into_body().frame().await.unwrap().unwrap_err();
        assert!(error.is_panic());
        assert_eq!(error.to_string(), format!("the body panicked: {message}"));
    }
}

/// The error of a forwarded page keeps its text.
#[tokio::test]
async fn a_headfirst_body_can_be_forwarded() {
    let inner = || at_head().stream(async |_page| Err::<(), _>("no database")).into_body();
    let mut body = at_head().send_body(inner()).into_body();
    let error = body.frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), inner().frame().await.unwrap().unwrap_err().to_string());
    assert_eq!(error.get_ref().unwrap().to_string(), "no database");
}
