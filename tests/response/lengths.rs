//! Relayed responses whose head declares the length: a server may stop polling once it was sent.

use axum::Router;
use axum::body::Body as AxumBody;
use axum::extract::{Request, State};
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream;
use headfirst::body::Completion;
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{Head, Middleware, Response};
use http::Method;
use http_body_util::{BodyExt, Empty, StreamBody};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower::ServiceExt;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeFile;

use crate::support::{EVERY, Server, Version, fetch_with, serve_router};

type End = (u64, Completion);
type Sender = UnboundedSender<End>;
type Answer = http::Response<headfirst::Body>;

/// Creates a response whose end is sent to a channel.
fn watched(mut res: Response<Head>, ended: Sender) -> Response<Head> {
    res.on_end(move |sent| ended.send((sent.body_bytes(), sent.end())).unwrap());
    res
}

/// A file of 16,384 bytes or more, of which the library declares the length in the head alone.
async fn file(State(ended): State<Sender>, res: Response<Head>, request: Request) -> Answer {
    let answer = ServeFile::new("src/response/mod.rs").oneshot(request).await.unwrap();
    watched(res, ended).relay(answer)
}

/// A streamed body of axum, with its length in the head.
async fn streamed(State(ended): State<Sender>, res: Response<Head>) -> Answer {
    let frames = stream::iter(["ab", "cd"].map(Ok::<_, std::io::Error>));
    watched(res, ended).respond(([("content-length", "4")], AxumBody::from_stream(frames)))
}

/// Serves a route behind no layer, a middleware, or a layer of compression.
async fn serve(layers: &str) -> (std::net::SocketAddr, UnboundedReceiver<End>) {
    let (ended, ends) = unbounded_channel();
    let routes = Router::new().route("/", get(file)).route("/streamed", get(streamed));
    let mut routes = routes.with_state(ended);
    if layers == "middleware" {
        let next = |res: Response<Middleware>| std::future::ready(res.next());
        routes = routes.layer(middleware(Matcher::everything(), next));
    }
    if layers == "compression" {
        routes = routes.layer(CompressionLayer::new());
    }
    (serve_router(Server::Axum, routes.layer(KeepCookiesLayer::new())).await, ends)
}

#[tokio::test]
async fn a_whole_file_is_reported_as_complete() {
    let len = std::fs::metadata("src/response/mod.rs").unwrap().len();
    for version in [Version::Http1, Version::Http2] {
        for layers in ["", "middleware", "compression"] {
            for (method, range, status, expected) in [
                (Method::GET, None, 200, len),
                (Method::GET, Some("bytes=5-20004"), 206, 20_000),
                (Method::HEAD, None, 200, 0),
            ] {
                let (address, mut ends) = serve(layers).await;
                let request = http::Request::builder().method(method.clone());
                let request = request.header("accept-encoding", "gzip");
                let request = range.into_iter().fold(request, |r, range| r.header("range", range));
                let response = fetch_with(address, version, request).await;
                let way = format!("{version:?} {layers} {method} {range:?}");
                assert_eq!(response.status(), status, "{way}");
                response.into_body().collect().await.unwrap();
                assert_eq!(ends.recv().await.unwrap(), (expected, Completion::Complete), "{way}");
            }
        }
    }
}

#[tokio::test]
async fn a_length_in_the_head_is_that_of_the_body() {
    for version in [Version::Http1, Version::Http2] {
        for layers in ["", "middleware", "compression"] {
            let (address, mut ends) = serve(layers).await;
            let url = format!("http://{address}/streamed");
            let curl = crate::support::curl_to(&url, version, &[]).await;
            assert_eq!((curl.exit, curl.text()), (0, "abcd"));
            let end = ends.recv().await.unwrap();
            assert_eq!(end, (4, Completion::Complete), "{version:?} {layers}");
        }
    }
}

/// Relays frames of a body that does not know its length, and returns the end.
async fn end_of(lens: &[&str], frames: &[&'static str], takes: usize) -> Completion {
    let (ended, mut ends) = unbounded_channel();
    let data = |text: &&'static str| Ok::<_, String>(http_body::Frame::data(Bytes::from(*text)));
    let frames: Vec<_> = frames.iter().map(data).collect();
    let mut answer = http::Response::new(StreamBody::new(stream::iter(frames)));
    for len in lens {
        answer.headers_mut().append("content-length", len.parse().unwrap());
    }
    let mut body = watched(Response::<Head>::new(), ended).relay(answer).into_body();
    for _ in 0..takes {
        let _ = body.frame().await;
    }
    drop(body);
    ends.recv().await.unwrap().1
}

#[tokio::test]
async fn a_body_that_breaks_its_declared_length_has_failed() {
    use Completion::{Aborted, Complete, Failed};
    assert_eq!(end_of(&["4"], &["ab", "cd"], 2).await, Complete);
    assert_eq!(end_of(&["4"], &["ab", "cd"], 3).await, Complete);
    assert_eq!(end_of(&["4"], &["ab", "cd"], 1).await, Aborted);
    assert_eq!(end_of(&["3"], &["ab", "cd"], 2).await, Failed, "longer");
    assert_eq!(end_of(&["5"], &["ab", "cd"], 2).await, Aborted, "not known yet");
    assert_eq!(end_of(&["5"], &["ab", "cd"], 3).await, Failed, "shorter");
    // These lengths are no lengths, so they declare nothing.
    for lens in [&["4", "4"][..], &["4, 4"], &["+4"], &[""], &["99999999999999999999"]] {
        assert_eq!(end_of(lens, &["ab", "cd"], 2).await, Aborted, "{lens:?}");
        assert_eq!(end_of(lens, &["ab", "cd"], 3).await, Complete, "{lens:?}");
    }
}

/// The head of a response to `HEAD` has the length of another body.
#[tokio::test]
async fn a_length_without_its_body_is_no_failure() {
    let (ended, mut ends) = unbounded_channel();
    let answer = http::Response::builder().header("content-length", 5);
    let request = http::Request::head("/").body(()).unwrap();
    let res = watched(Response::for_request(&request), ended);
    let response = res.relay(answer.body(Empty::new()).unwrap());
    assert_eq!(response.headers()["content-length"], "5");
    response.into_body().collect().await.unwrap();
    assert_eq!(ends.recv().await.unwrap(), (0, Completion::Complete));
}

/// A length that may not be forwarded would abort the transfer, or truncate the content.
#[tokio::test]
async fn a_length_that_is_none_is_not_forwarded() {
    let lens: [&[&str]; 6] = [&["5", "5"], &["5, 5"], &["+5"], &["-1"], &[""], &["3", "9"]];
    for lens in lens.into_iter().chain([&["3"][..], &["9"]]) {
        for (server, version) in EVERY {
            let page = move |res: Response<Head>| {
                let frames = [Ok::<_, String>(http_body::Frame::data(Bytes::from("hello")))];
                let mut answer = http::Response::new(StreamBody::new(stream::iter(frames)));
                for len in lens {
                    answer.headers_mut().append("content-length", len.parse().unwrap());
                }
                if let ["3"] | ["9"] = lens {
                    answer.headers_mut().append("transfer-encoding", "chunked".parse().unwrap());
                }
                res.relay(answer)
            };
            let address = crate::support::serve(server, page).await;
            let curl = crate::support::curl(address, version, &["-i"]).await;
            let text = curl.text().to_ascii_lowercase();
            let way = format!("{lens:?} {server:?} {version:?} {text}");
            assert_eq!(curl.exit, 0, "{way}");
            assert!(text.ends_with("\r\n\r\nhello"), "{way}");
            assert!(!text.contains("content-length"), "{way}");
        }
    }
}
