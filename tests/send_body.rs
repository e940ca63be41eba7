//! A body that somebody else has made, behind a head of ours.

mod support;

use std::convert::Infallible;
use std::error::Error as _;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use headfirst::body::{End, RenderError, Sent};
use headfirst::{Body, Head, Response, Shared};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::{BodyExt, Full, StreamBody};
use support::{EVERY, at_head, at_shell, cookie, curl, fetch, serve, set_cookies};
use tokio::sync::mpsc;

/// What it does at each poll, and how often it was polled and dropped.
struct Scripted {
    steps: Vec<Step>,
    counts: Arc<[AtomicUsize; 2]>,
}

type Polled = Poll<Option<Result<Frame<Bytes>, io::Error>>>;
type Step = fn() -> Polled;

impl http_body::Body for Scripted {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Polled {
        self.counts[0].fetch_add(1, Ordering::Relaxed);
        if self.steps.is_empty() { Poll::Ready(None) } else { self.steps.remove(0)() }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(8)
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.counts[1].fetch_add(1, Ordering::Relaxed);
    }
}

fn scripted(steps: &[Step]) -> (Scripted, Arc<[AtomicUsize; 2]>) {
    let counts = Arc::default();
    (Scripted { steps: steps.to_vec(), counts: Arc::clone(&counts) }, counts)
}

fn counts(counts: &[AtomicUsize; 2]) -> [usize; 2] {
    counts.each_ref().map(|count| count.load(Ordering::Relaxed))
}

fn page() -> Polled {
    Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"page")))))
}

fn failure() -> Polled {
    Poll::Ready(Some(Err(io::Error::other("the disk is gone"))))
}

fn trailers() -> Polled {
    let mut fields = HeaderMap::new();
    fields.insert("server-timing", HeaderValue::from_static("db;dur=53"));
    Poll::Ready(Some(Ok(Frame::trailers(fields))))
}

async fn frames(body: &mut Body) -> Vec<Result<Frame<Bytes>, RenderError>> {
    let mut frames = Vec::new();
    while let Some(frame) = body.frame().await {
        frames.push(frame);
    }
    frames
}

#[tokio::test]
async fn it_is_sent_with_the_cookies_of_the_head() {
    for (server, version) in EVERY {
        let known = |res: Response<Head>| {
            res.with_cookie(cookie("a", "1")).unwrap().send_body(Full::from("a file"))
        };
        let address = serve(server, known).await;
        let answer = curl(address, version, &["-i"]).await;
        let text = answer.text().to_ascii_lowercase();
        assert!(text.contains("content-length: 6\r\n"), "{text}");
        assert!(text.contains("set-cookie: a=1; path=/\r\n"), "{text}");
        assert!(text.ends_with("\r\n\r\na file"), "{text}");

        let streamed = |res: Response<Head>| {
            let chunks = ["one ", "two"].map(Bytes::from).map(Frame::data);
            res.send_body(StreamBody::new(stream::iter(chunks.map(Ok::<_, Infallible>))))
        };
        let address = serve(server, streamed).await;
        let response = fetch(address, version, Method::GET).await;
        assert!(!response.headers().contains_key("content-length"));
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "one two");
    }
}

#[tokio::test]
async fn what_was_written_to_a_shell_comes_before_it() {
    for (server, version) in EVERY {
        let page = |_: Response<Head>| at_shell().send_body(Full::from("<p>Three</p>"));
        let address = serve(server, page).await;
        let response = fetch(address, version, Method::GET).await;
        assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
        assert_eq!(response.headers()["content-length"], "27");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "<h1>Orders</h1><p>Three</p>", "{server:?} {version:?}");
    }
}

#[tokio::test]
async fn it_is_not_copied_and_says_what_it_knows() {
    let octets = Bytes::from(vec![b'x'; 100]);
    let mut shell = at_shell();
    shell.write("");
    let mut body = shell.send_body(Full::from(octets.clone())).into_body();
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(115), false));
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "<h1>Orders</h1>");
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(100), false));
    let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!((frame.as_ptr(), body.is_end_stream()), (octets.as_ptr(), true));
    assert!(body.frame().await.is_none());

    let unknown = StreamBody::new(stream::pending::<Result<Frame<Bytes>, Infallible>>());
    let response = at_shell().send_body(unknown);
    assert!(!response.headers().contains_key("content-length"));
    let hint = response.body().size_hint();
    assert_eq!((hint.lower(), hint.upper()), (15, None));
}

/// It says that it may be longer than there are numbers.
struct Endless;

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::MAX - 3)
    }
}

#[test]
fn a_length_that_is_no_number_is_not_said() {
    let response = at_shell().send_body(Endless);
    assert!(!response.headers().contains_key("content-length"));
    assert_eq!(response.body().size_hint().lower(), u64::MAX);
    assert_eq!(response.body().size_hint().upper(), None);
}

#[tokio::test]
async fn its_trailers_are_sent() {
    let (theirs, _) = scripted(&[page, trailers]);
    let mut body = at_head().send_body(theirs).into_body();
    let frames = frames(&mut body).await;
    assert_eq!(frames[0].as_ref().unwrap().data_ref().unwrap(), "page");
    assert_eq!(frames[1].as_ref().unwrap().trailers_ref().unwrap()["server-timing"], "db;dur=53");
    assert_eq!(frames.len(), 2);
}

#[tokio::test]
async fn without_content_it_is_dropped_and_never_polled() {
    let request = http::Request::head("/").body(()).unwrap();
    let (theirs, seen) = scripted(&[page]);
    let described = Response::<Head>::to(&request).send_body(theirs);
    assert_eq!(described.headers()["content-length"], "8");
    assert!(described.body().is_end_stream());
    assert_eq!(counts(&seen), [0, 1]);
    for status in [204, 304, 205] {
        let (theirs, seen) = scripted(&[page]);
        let response =
            at_head().with_status(StatusCode::from_u16(status).unwrap()).send_body(theirs);
        assert!(!response.headers().contains_key("content-length"), "{status}");
        assert!(response.into_body().frame().await.is_none(), "{status}");
        assert_eq!(counts(&seen), [0, 1], "{status}");
    }
}

/// The head, and its cookies with it, has gone out by then: also when it fails at once.
#[tokio::test]
async fn an_error_or_a_panic_of_it_is_a_broken_transfer() {
    for steps in [&[failure as Step][..], &[page, failure], &[|| panic!("on purpose")]] {
        for (server, version) in EVERY {
            let page = move |res: Response<Head>| {
                res.with_cookie(cookie("a", "1")).unwrap().send_body(scripted(steps).0)
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
async fn its_error_is_told_once_and_nothing_follows_it() {
    let (theirs, seen) = scripted(&[page, failure, page]);
    let mut body = at_head().send_body(theirs).into_body();
    body.frame().await.unwrap().unwrap();
    assert!(poll_fn(|cx| Poll::Ready(Pin::new(&mut body).poll_frame(cx).is_pending())).await);
    assert!(!body.is_end_stream(), "the failure is not told yet");
    let error = body.frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the body failed after the head had been sent");
    assert_eq!(error.source().unwrap().to_string(), "the disk is gone");
    assert!(!error.is_panic());
    assert!(body.is_end_stream());
    assert!(body.frame().await.is_none() && body.frame().await.is_none());
    assert_eq!(counts(&seen)[0], 2);

    let (theirs, _) = scripted(&[|| panic!("on purpose")]);
    let mut body = at_head().send_body(theirs).into_body();
    let error = body.frame().await.unwrap().unwrap_err();
    assert!(error.is_panic());
    assert_eq!(error.to_string(), "the body panicked: on purpose");
}

/// A page that is passed on says itself how it failed.
#[tokio::test]
async fn a_body_of_ours_can_be_theirs() {
    let inner = || at_head().stream(async |_page| Err::<(), _>("no database")).into_body();
    let mut body = at_head().send_body(inner()).into_body();
    let error = body.frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), inner().frame().await.unwrap().unwrap_err().to_string());
    assert_eq!(error.source().unwrap().to_string(), "no database");
}

#[tokio::test]
async fn a_client_that_goes_drops_it() {
    for (server, version) in EVERY {
        // Closed when the body is dropped.
        let (held, mut drops) = mpsc::channel::<()>(1);
        let held = Mutex::new(Some(held));
        let waiting = move |res: Response<Head>| {
            let held = held.lock().unwrap().take();
            let frames = stream::iter([page()]).chain(stream::pending());
            res.send_body(StreamBody::new(frames.filter_map(move |frame| {
                let _held = &held;
                std::future::ready(match frame {
                    Poll::Ready(frame) => frame,
                    Poll::Pending => None,
                })
            })))
        };
        let address = serve(server, waiting).await;
        let mut body = fetch(address, version, Method::GET).await.into_body();
        body.frame().await.unwrap().unwrap();
        drop(body);
        assert_eq!(drops.recv().await, None, "{server:?} {version:?}");
    }
}

#[tokio::test]
async fn who_asked_is_told_how_it_ended() {
    let cases: [(&[Step], End, u64); 2] =
        [(&[page, page, trailers], End::Complete, 8), (&[page, page, failure], End::Failed, 8)];
    for (steps, end, octets) in cases {
        let told = Arc::new(Mutex::new(None));
        let tell = Arc::clone(&told);
        let mut res = at_head();
        res.after(move |sent: &Sent| *tell.lock().unwrap() = Some((sent.end(), sent.octets())));
        frames(&mut res.send_body(scripted(steps).0).into_body()).await;
        assert_eq!(told.lock().unwrap().take(), Some((end, octets)));
    }
}

#[tokio::test]
async fn a_shared_page_can_be_one() {
    let request = http::Request::get("/").header("cookie", "token=t1").body(()).unwrap();
    let response = Response::<Shared>::to(&request).send_body(Full::from("for everybody"));
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "for everybody");
}
