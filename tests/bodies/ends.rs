//! Trailers, events, and the report of the end of a response.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use headfirst::body::{Completion, Disconnected, ResponseSummary};
use headfirst::events::{Event, InvalidEvent};
use headfirst::header::{ForbiddenTrailer, TrailerName};
use headfirst::{Body, Head, Response, trailer_name};
use http::{HeaderName, HeaderValue, Request, StatusCode};
use http_body::Body as _;
use http_body_util::{BodyDataStream, BodyExt, Empty, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};

use crate::support;
use crate::support::{EVERY, Version, at_head, cookie, curl, serve};

const TIMING: TrailerName = trailer_name!("server-timing");
const CHECKSUM: TrailerName = trailer_name!("x-checksum");

/// A page with two trailers declared, of which it sends one.
fn timed(mut res: Response<Head>) -> http::Response<Body> {
    let timing = res.declare_trailer(TIMING);
    let _unsent = res.declare_trailer(CHECKSUM);
    res.stream(async |mut page| {
        page.write("page").flush().await?;
        page.send_trailer(timing, HeaderValue::from_static("db;dur=53"));
        Ok::<_, Disconnected>(())
    })
}

#[tokio::test]
async fn a_trailer_follows_the_body_if_the_client_accepts_trailers() {
    for (server, version) in EVERY {
        let address = serve(server, timed).await;
        for te in [Some("trailers"), None] {
            let io = TokioIo::new(TcpStream::connect(address).await.unwrap());
            let request = Request::get(format!("http://{address}/")).header("host", "localhost");
            let request = te.iter().fold(request, |request, te| request.header("te", *te));
            let request = request.body(Empty::<Bytes>::new()).unwrap();
            let response = match version {
                Version::Http1 => {
                    let mut both = hyper::client::conn::http1::handshake(io).await.unwrap();
                    tokio::spawn(both.1);
                    both.0.send_request(request).await.unwrap()
                }
                Version::Http2 => {
                    let executor = TokioExecutor::new();
                    let both = hyper::client::conn::http2::handshake(executor, io).await.unwrap();
                    let (mut sender, connection) = both;
                    tokio::spawn(connection);
                    sender.send_request(request).await.unwrap()
                }
            };
            assert_eq!(response.headers()["trailer"], "server-timing, x-checksum");
            let collected = response.into_body().collect().await.unwrap();
            let trailers = collected.trailers().cloned().unwrap_or_default();
            let expected = version == Version::Http2 || te.is_some();
            assert_eq!(trailers.len(), usize::from(expected), "{server:?} {version:?} {te:?}");
            assert!(!expected || trailers["server-timing"] == "db;dur=53");
            assert_eq!(collected.to_bytes(), "page");
        }
    }
}

#[tokio::test]
async fn there_is_no_trailer_without_its_body() {
    let none =
        |response: http::Response<Body>| assert!(!response.headers().contains_key("trailer"));
    let mut res = at_head();
    let _timing = res.declare_trailer(TIMING);
    none(res.send("known in full"));
    // The response to `HEAD` has the head of `GET`, for each kind of body.
    let head = || Response::<Head>::for_request(&Request::head("/").body(()).unwrap());
    let mut passing = head();
    let _timing = passing.declare_trailer(TIMING);
    for described in [timed(head()), passing.send_body(Full::from("a file"))] {
        assert!(described.headers()["trailer"].as_bytes().starts_with(b"server-timing"));
        assert!(described.into_body().is_end_stream());
    }
    let mut res = at_head().with_status(StatusCode::NO_CONTENT);
    let _timing = res.declare_trailer(TIMING);
    none(res.send_body(Empty::new()));
    // No trailer follows the end of a failed body.
    let mut res = at_head();
    let timing = res.declare_trailer(TIMING);
    let response = res.stream(async |mut page| {
        page.send_trailer(timing, HeaderValue::from_static("db"));
        Err(io::Error::other("no database"))
    });
    let mut body = response.into_body();
    assert!(body.frame().await.unwrap().is_err() && body.frame().await.is_none());
}

#[test]
fn headers_needed_before_the_content_cannot_be_trailers() {
    for name in [
        "set-cookie",
        "cookie",
        "content-length",
        "transfer-encoding",
        "trailer",
        "host",
        "te",
        "cache-control",
        "cdn-cache-control",
        "content-type",
        "content-encoding",
        "content-range",
        "authorization",
        "www-authenticate",
        "expect",
        "range",
        "if-match",
        "age",
        "expires",
        "date",
        "location",
        "retry-after",
        "vary",
        "max-forwards",
        "connection",
    ] {
        let error: ForbiddenTrailer =
            TrailerName::try_from(HeaderName::from_static(name)).unwrap_err();
        assert!(error.to_string().contains(name));
    }
    for name in ["server-timing", "etag", "digest", "grpc-status", "authentication-info"] {
        assert!(TrailerName::try_from(HeaderName::from_static(name)).is_ok(), "{name}");
    }
}

type Seen = Arc<Mutex<Vec<(u16, u64, u64, Completion, Option<String>)>>>;

fn record(seen: &Seen) -> impl FnOnce(&ResponseSummary) + Send + 'static {
    let seen = Arc::clone(seen);
    move |sent: &ResponseSummary| {
        let token = sent.cookies().get("token").map(str::to_owned);
        let head =
            (sent.status().as_u16(), sent.body_bytes(), sent.body_frames(), sent.end(), token);
        assert_eq!(sent.headers().contains_key("set-cookie"), sent.cookies().get("new").is_some());
        seen.lock().unwrap().push(head);
    }
}

#[tokio::test]
async fn the_end_is_reported_exactly_once() {
    let seen = Seen::default();
    let watched = || {
        let mut res = at_head().with_cookie(cookie("new", "1")).unwrap();
        res.on_end(record(&seen));
        res.with_status(StatusCode::ACCEPTED)
    };
    let take = || std::mem::take(&mut *seen.lock().unwrap());
    let token = || Some(String::from("t1"));

    let response = watched().send("four");
    assert!(take().is_empty(), "the body has only started");
    drop(response.into_body().collect().await.unwrap());
    assert_eq!(take(), [(202, 4, 1, Completion::Complete, token())]);

    drop(timed(watched()).into_body().collect().await.unwrap());
    assert_eq!(take(), [(202, 4, 1, Completion::Complete, token())], "trailers are not content");

    drop(watched().send("four"));
    assert_eq!(take(), [(202, 0, 0, Completion::Aborted, token())]);
    drop(watched().no_content());
    assert_eq!(take(), [(204, 0, 0, Completion::Complete, token())], "the response is a head only");

    let streamed = |fails: bool| {
        watched().stream(async move |mut page| {
            page.write("ab").flush().await?;
            page.write("cd").flush().await?;
            if fails {
                Err("no".into())
            } else {
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
            }
        })
    };
    drop(streamed(false).into_body().collect().await.unwrap());
    assert_eq!(take(), [(202, 4, 2, Completion::Complete, token())]);
    let mut body = streamed(true).into_body();
    while body.frame().await.is_some_and(|frame| frame.is_ok()) {}
    assert_eq!(take(), [(202, 4, 2, Completion::Failed, token())]);
    drop(body);
    assert!(take().is_empty(), "once");
    let mut body = streamed(false).into_body();
    body.frame().await.unwrap().unwrap();
    drop(body);
    assert_eq!(take(), [(202, 2, 1, Completion::Aborted, token())]);

    let mut res = watched();
    res.on_end(|_sent| panic!("in a callback"));
    // The payload of this panic panics when it is dropped.
    res.on_end(|_sent| std::panic::panic_any(PanicsOnDrop)).on_end(record(&seen));
    drop(res.send(""));
    assert_eq!(take().len(), 2);
}

struct PanicsOnDrop;

impl Drop for PanicsOnDrop {
    fn drop(&mut self) {
        panic!("in the destructor of a payload");
    }
}

/// A dropped response is not sent, so it has no end to report.
#[test]
fn the_end_of_a_dropped_response_is_not_reported() {
    let seen = Seen::default();
    let mut res = at_head();
    res.on_end(record(&seen));
    drop(res);
    assert!(seen.lock().unwrap().is_empty());
}

/// A server may stop polling after the last frame, and drops the body if the client disconnects.
#[tokio::test]
async fn the_end_is_reported_on_every_server() {
    for (server, version) in EVERY {
        let (ended, mut ends) = mpsc::unbounded_channel();
        let address = serve(server, move |mut res| {
            let ended = ended.clone();
            res.on_end(move |sent| ended.send((sent.body_bytes(), sent.end())).unwrap());
            match res.uri().path() {
                "/" => res.send("full"),
                _ => unreachable!(),
            }
        })
        .await;
        assert_eq!(curl(address, version, &[]).await.text(), "full");
        assert_eq!(ends.recv().await.unwrap(), (4, Completion::Complete), "{server:?} {version:?}");
    }
    for (server, version) in EVERY {
        let (ended, mut ends) = mpsc::unbounded_channel();
        let address = serve(server, move |mut res| {
            let ended = ended.clone();
            res.on_end(move |sent| ended.send((sent.body_bytes(), sent.end())).unwrap());
            res.stream(async |mut page| {
                page.write("some").flush().await?;
                std::future::pending::<Result<(), Disconnected>>().await
            })
        })
        .await;
        let gone = curl(address, version, &["--max-time", "1"]).await;
        assert_eq!((gone.exit, gone.text()), (28, "some"));
        let end = tokio::time::timeout(Duration::from_secs(20), ends.recv()).await.unwrap();
        assert_eq!(end.unwrap(), (4, Completion::Aborted), "{server:?} {version:?}");
    }
}

#[test]
fn a_line_break_cannot_split_an_event() {
    let text = |event: Event| format!("{event:?}").replace("Event { text: ", "").replace(" }", "");
    assert_eq!(text(Event::data("a")), r#""data: a\n""#);
    assert_eq!(text(Event::data("a\nb\r\nc\rd")), r#""data: a\ndata: b\ndata: c\ndata: d\n""#);
    let full = Event::data(3).with_name("order").unwrap().with_id("7").unwrap();
    let full = full.with_retry(Duration::from_millis(1500));
    assert_eq!(text(full), r#""data: 3\nevent: order\nid: 7\nretry: 1500\n""#);
    for name in ["a\nb", "a\rb", "\n"] {
        assert_eq!(Event::data("").with_name(name), Err(InvalidEvent));
        assert_eq!(Event::data("").with_id(name), Err(InvalidEvent));
    }
    assert_eq!(Event::data("").with_id("\0"), Err(InvalidEvent));
}

#[tokio::test]
async fn events_are_sent_one_by_one_with_keep_alive_comments() {
    for (server, version) in EVERY {
        let address = serve(server, |mut res| {
            let events = res.set_event_stream();
            res.stream(async move |mut page| {
                for number in 0..2 {
                    // The awaited work completes when the third timer has started.
                    let (mut timers, come) = (0, Notify::new());
                    let timer = || {
                        timers += 1;
                        if timers == 3 {
                            come.notify_one();
                        }
                        tokio::time::sleep(Duration::from_millis(if timers < 3 {
                            1
                        } else {
                            60_000
                        }))
                    };
                    events.wait_with_keep_alive(&mut page, timer, come.notified()).await?;
                    events.send(&mut page, &Event::data(number)).await?;
                }
                Ok::<_, Disconnected>(())
            })
        })
        .await;
        let answer = curl(address, version, &["-i"]).await;
        let (head, body) = answer.text().split_once("\r\n\r\n").unwrap();
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        assert!(head.contains("x-accel-buffering: no"), "{head}");
        assert!(head.contains("cache-control: no-store"), "{head}");
        assert_eq!(body, ":\n\n:\n\ndata: 0\n\n:\n\n:\n\ndata: 1\n\n");
    }
}

#[tokio::test]
async fn a_stream_can_be_a_body_and_a_body_can_be_a_stream() {
    let chunks = |fails: bool| {
        let chunks = ["a", "b", "c"].map(|text| Ok(Bytes::from(text)));
        let error = fails.then(|| Err(io::Error::other("the stream has failed")));
        stream::iter(chunks).chain(stream::iter(error))
    };
    let body = |fails| {
        let chunks = chunks(fails);
        at_head().stream(async move |mut page| page.write_stream(chunks).await).into_body()
    };
    let frames: Vec<_> = BodyDataStream::new(body(false)).map(Result::unwrap).collect().await;
    assert_eq!(frames, ["abc"], "ready chunks form one frame");
    let frames: Vec<_> = StreamExt::collect(BodyDataStream::new(body(true))).await;
    assert!(frames[0].as_ref().is_ok_and(|frame| frame == "abc"));
    assert!(frames[1].as_ref().unwrap_err().to_string().contains("failed"));
    // The stream of a body with trailers yields its content only.
    let frames = BodyDataStream::new(timed(at_head()).into_body());
    let frames: Vec<_> = frames.map(Result::unwrap).collect().await;
    assert_eq!(frames, ["page"]);
}

/// A stream that is always ready waits for the client.
#[test]
fn a_stream_is_polled_as_fast_as_the_client_reads() {
    let taken = Arc::new(Mutex::new(0));
    let count = Arc::clone(&taken);
    let chunks = stream::repeat_with(move || {
        *count.lock().unwrap() += 1;
        Ok::<_, Infallible>(vec![0_u8; 4096])
    });
    let mut body =
        at_head().stream(async move |mut page| page.write_stream(chunks).await).into_body();
    for _ in 0..3 {
        let _ = Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()));
    }
    assert!(*taken.lock().unwrap() < 32);
}

/// Work before the head is sent can have a deadline with its own response.
#[tokio::test]
async fn a_deadline_before_the_head_can_send_another_response() {
    async fn orders(res: Response<Head>, work: Duration) -> http::Response<Body> {
        let mut shell = res.with_cookie(cookie("token", "t2")).unwrap().shell();
        shell.write("<h1>Orders</h1>");
        let work = tokio::time::sleep(work);
        match tokio::time::timeout(Duration::from_millis(200), work).await {
            Ok(()) => shell.stream(async |mut page| page.write("three").flush().await),
            Err(_) => shell.discard().with_status(StatusCode::SERVICE_UNAVAILABLE).send("busy"),
        }
    }
    for (work, status, expected) in [(0, 200, "<h1>Orders</h1>three"), (5000, 503, "busy")] {
        let response = orders(at_head(), Duration::from_millis(work)).await;
        assert_eq!(response.status(), status);
        assert_eq!(support::set_cookies(response.headers()), ["token=t2; Path=/"]);
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), expected);
    }
}

/// If a boundary fails, the client sees an aborted transfer. If the boundary recovers, the client
/// sees a complete one.
#[tokio::test]
async fn an_error_in_a_boundary_aborts_the_transfer_unless_it_recovers() {
    for (server, version) in EVERY {
        let broken = if version == Version::Http1 { 18 } else { 92 };
        for (panics, recovers, exit) in
            [(false, false, broken), (true, false, broken), (false, true, 0), (true, true, 0)]
        {
            let address = serve(server, move |mut res| {
                let html = res.set_html();
                let res = res.with_cookie(cookie("token", "t2")).unwrap();
                res.stream(async move |mut page| {
                    let render = async move |mut part: Response<headfirst::Streaming>| {
                        part.write("half").flush().await.unwrap();
                        assert!(!panics, "no luck");
                        Err::<(), _>(io::Error::other("no orders"))
                    };
                    page.write("page ");
                    if recovers {
                        page.boundary_or_else(&html, "wait", render, |_error, place| {
                            place.write("sorry");
                        });
                    } else {
                        page.boundary(&html, "wait", render);
                    }
                })
            })
            .await;
            let case = format!("{server:?} {version:?} {panics} {recovers}");
            assert_eq!(curl(address, version, &[]).await.exit, exit, "{case}");
            let response = support::fetch(address, version, http::Method::GET).await;
            assert_eq!(support::set_cookies(response.headers()), ["token=t2; Path=/"], "{case}");
            let (mut text, mut body) = (Vec::new(), response.into_body());
            let is_broken = loop {
                match body.frame().await {
                    Some(Ok(frame)) => text.extend(frame.into_data().unwrap()),
                    end => break end.is_some(),
                }
            };
            let text = String::from_utf8(text).unwrap();
            assert_eq!(is_broken, !recovers, "{case}");
            assert_eq!(
                text.contains(">sorry<template></template></template>"),
                recovers,
                "{case}: {text}"
            );
            assert!(!text.contains("half"), "{case}: {text}");
        }
    }
}
