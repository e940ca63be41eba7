//! The bytes and headers of a forwarded body.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use headfirst::header::TrailerName;
use headfirst::{Head, Response, trailer_name};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Empty, Full, StreamBody};

use crate::scripted::{page, scripted, trailers};
use crate::support::{
    EVERY, at_head, at_shell, cookie, curl, fetch, fetch_with, serve, set_cookies,
};

#[tokio::test]
async fn a_forwarded_body_is_sent_with_the_cookies_of_the_head() {
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
async fn the_bytes_of_a_shell_precede_a_forwarded_body() {
    for (server, version) in EVERY {
        for (rest, len) in [("<p>Three</p>", "27"), ("", "15")] {
            let page = move |_: Response<Head>| at_shell().send_body(Full::from(rest));
            let address = serve(server, page).await;
            let response = fetch(address, version, Method::GET).await;
            assert_eq!(set_cookies(response.headers()), ["token=t2; Path=/"]);
            assert_eq!(response.headers()["content-length"], len);
            let body = response.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(body, format!("<h1>Orders</h1>{rest}"), "{server:?} {version:?}");
        }
    }
}

#[tokio::test]
async fn a_forwarded_body_is_not_copied_and_reports_its_size() {
    let bytes = Bytes::from(vec![b'x'; 100]);
    let mut body = at_shell().send_body(Full::from(bytes.clone())).into_body();
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(115), false));
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "<h1>Orders</h1>");
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(100), false));
    let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!((frame.as_ptr(), body.is_end_stream()), (bytes.as_ptr(), true));
    assert_eq!(body.size_hint().exact(), Some(0));
    assert!(body.frame().await.is_none());

    let mut body = at_head().send_body(scripted(Some(8), &[page, page])).into_body();
    for left in [4, 0] {
        body.frame().await.unwrap().unwrap();
        assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(left), false));
    }
    assert!(body.frame().await.is_none() && body.is_end_stream());
    assert!(at_head().send_body(Empty::new()).body().is_end_stream());
}

#[test]
fn an_unknown_length_is_not_declared() {
    let response = at_shell().send_body(scripted(None, &[page]));
    assert!(!response.headers().contains_key("content-length"));
    let hint = response.body().size_hint();
    assert_eq!((hint.lower(), hint.upper()), (15, None));

    let too_long = at_shell().send_body(scripted(Some(u64::MAX - 3), &[page]));
    assert!(!too_long.headers().contains_key("content-length"), "the length is not a number");
    let hint = too_long.body().size_hint();
    assert_eq!((hint.lower(), hint.upper()), (u64::MAX, None));
}

/// Over HTTP/1.1, only the declared trailers are sent, to a client that accepts trailers.
#[tokio::test]
async fn the_trailers_of_a_forwarded_body_are_sent() {
    const TIMING: TrailerName = trailer_name!("server-timing");
    for (server, version) in EVERY {
        let timed = |mut res: Response<Head>| {
            let _named = res.declare_trailer(TIMING);
            res.send_body(scripted(None, &[page, trailers]))
        };
        let address = serve(server, timed).await;
        let response =
            fetch_with(address, version, Request::builder().header("te", "trailers")).await;
        assert_eq!(response.headers()["trailer"], "server-timing");
        let collected = response.into_body().collect().await.unwrap();
        assert_eq!(collected.trailers().unwrap()["server-timing"], "db;dur=53", "{server:?}");
        assert_eq!(collected.to_bytes(), "page");
    }
}

#[tokio::test]
async fn a_response_without_content_drops_the_forwarded_body_unpolled() {
    for status in [204, 304, 205] {
        let inner = scripted(Some(8), &[page]);
        let watch = inner.watch();
        let res = at_head().with_status(StatusCode::from_u16(status).unwrap());
        let response = res.send_body(inner);
        assert!(!response.headers().contains_key("content-length"), "{status}");
        assert!(response.into_body().frame().await.is_none(), "{status}");
        assert!(watch.was_dropped() && watch.polled() == 0, "{status}");
    }
}

/// RFC 9110 §8.6: the length must be that of the response to GET.
#[test]
fn a_response_to_head_has_the_length_of_get_if_known() {
    let request = Request::head("/").body(()).unwrap();
    for (len, said) in [(Some(8), Some("8")), (Some(0), None), (None, None)] {
        let inner = scripted(len, &[page]);
        let watch = inner.watch();
        let response = Response::<Head>::for_request(&request).send_body(inner);
        let length = response.headers().get("content-length");
        assert_eq!(length.map(HeaderValue::as_bytes), said.map(str::as_bytes));
        assert!(response.body().is_end_stream());
        assert!(watch.was_dropped() && watch.polled() == 0);
    }
    let empty = at_head().send_body(Empty::new());
    assert_eq!(empty.headers()["content-length"], "0", "the length for a GET");
}
