//! The head and its cookies are received, however the body fails.

mod support;

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use headfirst::middleware::{Matcher, middleware};
use headfirst::{Body, Head, Middleware, Response, Streaming};
use http::{Method, Request};
use http_body::Frame;
use http_body_util::{BodyExt, Empty, StreamBody};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use support::{Server, Version, cookie, serve_router};
use tokio::net::TcpStream;
use tower_http::compression::CompressionLayer;

/// A write that fills the body soon, so that its task does not keep a processor from the others.
const LONG: &[u8] = &[b'x'; 4096];

type Page = fn(Response<Head>) -> http::Response<Body>;

/// A failing page: its name, its render function, and the bytes that are received.
const ENDS: [(&str, Page, &str); 13] = [
    ("at once", |res| res.stream(async |_page| Err::<(), _>("db")), ""),
    ("by a panic", |res| res.stream(async |page| panics(page)), ""),
    (
        "after a flush",
        |res| {
            res.stream(async |mut page| {
                page.write("x").flush().await.map_err(|_| "gone")?;
                Err::<(), _>("db")
            })
        },
        "x",
    ),
    ("a part", |res| res.stream(async |mut page| _ = page.part(fails)), "x"),
    (
        "the page after a part",
        |res| {
            res.stream(async |mut page| {
                page.part(async |mut part| _ = part.write("x"));
                Err::<(), _>("db")
            })
        },
        "",
    ),
    (
        "a nested part",
        |res| res.stream(async |mut page| _ = page.part(async |mut part| _ = part.part(fails))),
        "x",
    ),
    (
        "a boundary after a part",
        |mut res| {
            let html = res.set_html();
            res.stream(async move |mut page| {
                page.part(async |mut part| _ = part.write("x")).boundary(&html, "", fails);
            })
        },
        "x",
    ),
    (
        "a part by a panic, after a flush of the page",
        |res| {
            res.stream(async |mut page| {
                page.write("x").flush().await?;
                page.part(async |part| panics(part));
                Ok::<_, headfirst::body::Disconnected>(())
            })
        },
        "x",
    ),
    (
        "a recovery",
        |res| {
            res.stream(async |mut page| {
                page.part_or_else(fails, |_, part| {
                    part.write("y");
                    panics_of(part);
                });
            })
        },
        "xy",
    ),
    (
        "a recovered part of a page that fails later",
        |res| {
            res.stream(async |mut page| {
                page.part_or_else(fails, |_, part| _ = part.write("y"));
                tokio::time::sleep(Duration::from_millis(2)).await;
                Err::<(), _>("db")
            })
        },
        "xy",
    ),
    ("a body that is passed on", |res| res.send_body(broken()), "x"),
    (
        "a writer in another task",
        |res| {
            res.stream(async |mut page| {
                tokio::spawn(async move {
                    page.write("x");
                    panics(page);
                });
            })
        },
        "x",
    ),
    (
        "the page, with a writer in another task",
        |res| {
            res.stream(async |mut page| {
                page.write("x");
                let task = tokio::spawn(async move { while page.write(LONG).await.is_ok() {} });
                tokio::time::sleep(Duration::from_millis(1)).await;
                drop(task);
                Err::<(), _>("db")
            })
        },
        "x",
    ),
];

async fn fails(mut part: Response<Streaming>) -> Result<(), &'static str> {
    part.write("x");
    Err("db")
}

fn panics(page: Response<Streaming>) {
    panics_of(&page);
}

fn panics_of(page: &Response<Streaming>) {
    if page.method() == Method::GET {
        std::panic::resume_unwind(Box::new("no luck"));
    }
}

fn broken() -> impl http_body::Body<Data = Bytes, Error = Box<dyn Error + Send + Sync>> + Send {
    let frames: [Result<_, Box<dyn Error + Send + Sync>>; 2] =
        [Ok(Frame::data(Bytes::from_static(b"x"))), Err("db".into())];
    StreamBody::new(futures_util::stream::iter(frames))
}

async fn serve(server: Server, page: Page, is_compressed: bool) -> SocketAddr {
    let rotate = middleware(Matcher::everything(), async |mut res: Response<Middleware>| {
        res.set_cookie(cookie("token", "t2"))?;
        Ok::<_, headfirst::cookie::CookieError>(res.next())
    });
    let handler = move |res: Response<Head>| async move { page(res) };
    let mut router = Router::new().route("/", get(handler)).layer(rotate);
    if is_compressed {
        router = router.layer(CompressionLayer::new());
    }
    serve_router(server, router).await
}

async fn ask(
    address: SocketAddr,
    version: Version,
    encoding: &str,
) -> hyper::Result<http::Response<Incoming>> {
    let io = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let request = Request::get(format!("http://{address}/")).header("accept-encoding", encoding);
    match version {
        Version::Http1 => {
            let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await?;
            tokio::spawn(connection);
            sender
                .send_request(
                    request.header("host", "localhost").body(Empty::<Bytes>::new()).unwrap(),
                )
                .await
        }
        Version::Http2 => {
            let executor = TokioExecutor::new();
            let (mut sender, connection) =
                hyper::client::conn::http2::handshake(executor, io).await?;
            tokio::spawn(connection);
            sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await
        }
    }
}

/// Sends many requests, and returns the number of responses without a head.
///
/// Checks that each head has its cookie, and that its body ends with an error.
async fn lost_of(
    version: Version,
    address: SocketAddr,
    is_compressed: bool,
    times: usize,
    text: &str,
) -> usize {
    let mut lost = 0;
    for _ in 0..times {
        let encoding = if is_compressed { "gzip" } else { "identity" };
        let Ok(response) = ask(address, version, encoding).await else {
            lost += 1;
            continue;
        };
        assert_eq!(response.headers()["set-cookie"], "token=t2; Path=/");
        let mut body = response.into_body();
        let mut sent = Vec::new();
        let end = loop {
            match body.frame().await {
                Some(Ok(frame)) => sent.extend_from_slice(&frame.into_data().unwrap()),
                Some(Err(_)) => break true,
                None => break false,
            }
        };
        assert!(end, "a clean end");
        // Over HTTP/2, a reset overtakes data that the client has not read.
        if !is_compressed && version == Version::Http1 {
            assert!(sent.starts_with(text.as_bytes()), "{:?}", String::from_utf8_lossy(&sent));
        }
    }
    lost
}

/// Sends many requests to a server of this page.
///
/// A machine that is busy may not run the task that flushes for longer than a failure waits, as
/// `src/body/failure.rs` says. So a lost head is a fault only if it happens twice.
async fn arrives(
    (name, page, text): (&'static str, Page, &'static str),
    (server, version): (Server, Version),
    is_compressed: bool,
) {
    let address = serve(server, page, is_compressed).await;
    let times = if version == Version::Http2 { 50 } else { 20 };
    let mut lost = lost_of(version, address, is_compressed, times, text).await;
    if lost > 0 {
        lost = lost_of(version, address, is_compressed, times, text).await;
    }
    assert_eq!(lost, 0, "of {times}: {name}, {server:?} {version:?}, compressed: {is_compressed}");
}

/// Over HTTP/2, each page is requested 50 times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_head_is_sent_before_a_failure() {
    for ends in ENDS.chunks(4) {
        let mut tasks = tokio::task::JoinSet::new();
        for end in ends {
            for server in support::EVERY {
                for is_compressed in [false, true] {
                    tasks.spawn(arrives(*end, server, is_compressed));
                }
            }
        }
        tasks.join_all().await;
    }
}
