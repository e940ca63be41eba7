//! Shared helpers of the tests: a response in each phase, servers on loopback, and clients.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

pub mod marks;

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;

use bytes::Bytes;
use cookie::Cookie;
use headfirst::cookie::RemoveCookie;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Body, Head, Response, SetCookie, Shell, Streaming};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

pub fn cookie(name: &str, value: &str) -> SetCookie {
    SetCookie::try_from(Cookie::build((name, value)).path("/")).unwrap()
}

pub fn removal(name: &'static str) -> RemoveCookie {
    RemoveCookie::try_from(Cookie::build(name).path("/")).unwrap()
}

pub fn removal_at(name: &'static str, path: &'static str) -> RemoveCookie {
    RemoveCookie::try_from(Cookie::build(name).path(path)).unwrap()
}

/// Returns the request of the scenarios.
pub fn request() -> Request<()> {
    Request::get("/orders?page=2").header("cookie", "theme=dark; token=t1").body(()).unwrap()
}

pub fn at_head() -> Response<Head> {
    Response::<Head>::for_request(&request())
}

pub fn at_shell() -> Response<Shell> {
    let mut shell = at_head().with_cookie(cookie("token", "t2")).unwrap().shell();
    shell.write("<h1>Orders</h1>");
    shell
}

/// Runs `render` to completion, and returns the body.
pub async fn at_streaming<F: Future<Output = ()> + Send + 'static>(
    render: impl FnOnce(Response<Streaming>) -> F + Send + 'static,
) -> Bytes {
    let response = at_head().with_cookie(cookie("token", "t2")).unwrap().stream(render);
    response.into_body().collect().await.unwrap().to_bytes()
}

pub fn set_cookies(headers: &HeaderMap) -> Vec<&str> {
    headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    Hyper,
    Axum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    Http1,
    Http2,
}

pub const EVERY: [(Server, Version); 4] = [
    (Server::Hyper, Version::Http1),
    (Server::Hyper, Version::Http2),
    (Server::Axum, Version::Http1),
    (Server::Axum, Version::Http2),
];

impl Version {
    pub fn curl_flag(self) -> &'static str {
        match self {
            Self::Http1 => "--http1.1",
            Self::Http2 => "--http2-prior-knowledge",
        }
    }
}

/// Serves `page` on a free port of the loopback, until the runtime of the test ends.
pub async fn serve<F>(server: Server, page: F) -> SocketAddr
where
    F: Fn(Response<Head>) -> http::Response<Body> + Send + Sync + 'static,
{
    let page = Arc::new(page);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    match server {
        Server::Axum => {
            let handler = move |res: Response<Head>| async move { page(res) };
            let router = axum::Router::new().route("/", axum::routing::get(handler));
            let router = router.layer(KeepCookiesLayer::new());
            tokio::spawn(async move { axum::serve(listener, router).await });
        }
        Server::Hyper => {
            tokio::spawn(serve_hyper(listener, move || {
                let page = Arc::clone(&page);
                service_fn(move |request: Request<Incoming>| {
                    let response = page(Response::<Head>::for_request(&request));
                    async move { Ok::<_, Infallible>(response) }
                })
            }));
        }
    }
    address
}

/// Serves a router, by axum or as a tower service.
pub async fn serve_router(server: Server, router: axum::Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    match server {
        Server::Axum => {
            tokio::spawn(async move { axum::serve(listener, router).await });
        }
        Server::Hyper => {
            let service = move || TowerToHyperService::new(router.clone());
            tokio::spawn(serve_hyper(listener, service));
        }
    }
    address
}

/// Serves each connection by its own service, with hyper alone.
pub async fn serve_hyper<S, B>(listener: TcpListener, service: impl Fn() -> S)
where
    S: hyper::service::Service<Request<Incoming>, Response = http::Response<B>> + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    while let Ok((stream, _)) = listener.accept().await {
        let service = service();
        tokio::spawn(async move {
            let builder = auto::Builder::new(TokioExecutor::new());
            // Some tests cause an aborted transfer on purpose.
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// Sends a request with hyper's client, over its own connection.
pub async fn fetch(
    address: SocketAddr,
    version: Version,
    method: Method,
) -> http::Response<Incoming> {
    fetch_with(address, version, Request::builder().method(method)).await
}

/// Sends a request like [`fetch`], with additional headers.
pub async fn fetch_with(
    address: SocketAddr,
    version: Version,
    request: http::request::Builder,
) -> http::Response<Incoming> {
    let io = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let request = request.uri(format!("http://{address}/"));
    match version {
        Version::Http1 => {
            let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
            tokio::spawn(connection);
            let request = request.header("host", "localhost").body(Empty::<Bytes>::new()).unwrap();
            sender.send_request(request).await.unwrap()
        }
        Version::Http2 => {
            let executor = TokioExecutor::new();
            let handshake = hyper::client::conn::http2::handshake(executor, io);
            let (mut sender, connection) = handshake.await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap()
        }
    }
}

/// The output and the exit code of curl.
pub struct Curl {
    pub exit: i32,
    pub output: Vec<u8>,
}

impl Curl {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.output).unwrap()
    }
}

pub async fn curl(address: SocketAddr, version: Version, flags: &[&str]) -> Curl {
    curl_to(&format!("http://{address}/"), version, flags).await
}

pub async fn curl_to(url: &str, version: Version, flags: &[&str]) -> Curl {
    let output = tokio::process::Command::new("curl")
        .args(["-sS", "-N", version.curl_flag(), "--max-time", "60"])
        .args(flags)
        .arg(url)
        .stderr(Stdio::inherit())
        .output()
        .await
        .expect("curl is installed");
    Curl { exit: output.status.code().unwrap(), output: output.stdout }
}
