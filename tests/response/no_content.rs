//! Responses without content, behind a compression layer.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Router;
use axum::routing::{MethodRouter, get};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Action, ActionGuard, Body, Head, NothingKept, Response};
use http::Request;
use http_body::Body as _;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::{Layer, service_fn};
use tower_http::compression::CompressionLayer;

use crate::support;
use crate::support::{Server, Version, curl, serve_hyper};

type Page = fn(Response<Head>) -> http::Response<Body>;

fn no_content(res: Response<Head>) -> http::Response<Body> {
    res.no_content()
}

fn not_modified(res: Response<Head>) -> http::Response<Body> {
    res.not_modified()
}

fn streamed_204(mut res: Response<Head>) -> http::Response<Body> {
    res.set_status(http::StatusCode::NO_CONTENT);
    res.stream(async |mut page| _ = page.write("never rendered"))
}

fn stream(res: Response<Head>) -> http::Response<Body> {
    res.stream(async |mut page| _ = page.write("x".repeat(1000)))
}

fn known(res: Response<Head>) -> http::Response<Body> {
    res.send("x".repeat(1000))
}

/// Serves a page behind the layer: inside a router, outside a router, or without a router.
async fn serve(server: Server, is_outside: bool, page: Page) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let handler = move |res: Response<Head>| async move { page(res) };
    let router = Router::new().route("/", get(handler)).layer(KeepCookiesLayer::new());
    let layer = CompressionLayer::new();
    match (server, is_outside) {
        (Server::Axum, false) => {
            let router = router.layer(layer);
            tokio::spawn(async move { axum::serve(listener, router).await });
        }
        (Server::Axum, true) => {
            let service = move || TowerToHyperService::new(layer.layer(router.clone()));
            tokio::spawn(serve_hyper(listener, service));
        }
        (Server::Hyper, _) => {
            let answer = service_fn(move |request: Request<Incoming>| async move {
                Ok::<_, Infallible>(page(Response::<Head>::for_request(&request)))
            });
            let service = move || TowerToHyperService::new(layer.layer(answer));
            tokio::spawn(serve_hyper(listener, service));
        }
    }
    address
}

#[tokio::test]
async fn a_response_without_content_is_not_compressed() {
    for (server, version) in support::EVERY {
        for is_outside in [false, true] {
            for (page, status) in
                [(no_content as Page, "204"), (not_modified, "304"), (streamed_204, "204")]
            {
                let address = serve(server, is_outside, page).await;
                let sent = curl(address, version, &["--compressed", "-D", "-"]).await;
                let case = format!("{server:?} {version:?} {is_outside} {status}: {}", sent.text());
                assert_eq!(sent.exit, 0, "{case}");
                let (head, content) = sent.text().split_once("\r\n\r\n").unwrap();
                assert!(head.split(' ').nth(1).is_some_and(|it| it.trim() == status), "{case}");
                assert_eq!(content, "", "{case}");
                let head = head.to_lowercase();
                assert!(!head.contains("content-encoding"), "{case}");
                // The router may be the first to ask for the length: docs/escape-hatches.md.
                let is_first = server == Server::Axum && is_outside;
                let announces = is_first && version == Version::Http2 && status == "304";
                assert_eq!(head.contains("content-length"), announces, "{case}");
            }
        }
    }
}

#[tokio::test]
async fn the_response_to_a_head_request_has_no_content() {
    for (server, version) in support::EVERY {
        for is_outside in [false, true] {
            for (page, len) in [(stream as Page, None), (known, Some("1000"))] {
                let address = serve(server, is_outside, page).await;
                let sent = curl(address, version, &["--compressed", "-I"]).await;
                let case = format!("{server:?} {version:?} {is_outside}: {}", sent.text());
                assert_eq!(sent.exit, 0, "{case}");
                let head = sent.text().to_lowercase();
                assert!(head.split(' ').nth(1).is_some_and(|it| it.trim() == "200"), "{case}");
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                // Inside the router, the layer behaves as for a GET.
                let is_encoded = head.contains("content-encoding: gzip");
                assert_eq!(is_encoded, server == Server::Axum && !is_outside, "{case}");
                assert_eq!(length, len.filter(|_| !is_encoded), "{case}");
            }
        }
    }
}

/// A route can be served without a router around it, which would mark the request.
#[tokio::test]
async fn a_route_without_a_router_sends_no_length_without_content() {
    use tower::ServiceExt as _;
    for (page, method, len) in [
        (no_content as Page, "GET", None),
        (not_modified, "GET", None),
        (stream, "HEAD", None),
        (known, "HEAD", Some("1000")),
    ] {
        let handler = move |res: Response<Head>| async move { page(res) };
        let route: MethodRouter = get(handler).layer(KeepCookiesLayer::new());
        let request = Request::builder().method(method).body(axum::body::Body::empty()).unwrap();
        let response = route.oneshot(request).await.unwrap();
        let length = response.headers().get("content-length").map(|len| len.to_str().unwrap());
        assert_eq!(length, len, "{method} {response:?}");
        assert!(response.body().is_end_stream());
    }
    let added = async |res: Response<Action>| res.no_content();
    let route: MethodRouter<_> = axum::routing::post(added).layer(KeepCookiesLayer::new());
    let route: MethodRouter = route.with_state(ActionGuard::new(NothingKept));
    let request = Request::post("/").header("sec-fetch-site", "same-origin");
    let response = route.oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 204);
    assert!(!response.headers().contains_key("content-length"), "{response:?}");
}

/// A handler can be a service of its own, so that nothing removes an encoded body.
#[tokio::test]
async fn a_handler_without_a_route_has_nothing_to_compress() {
    use axum::handler::Handler as _;
    for version in [Version::Http1, Version::Http2] {
        for page in [stream as Page, known, no_content, not_modified] {
            let handler = move |res: Response<Head>| async move { page(res) };
            let handler = CompressionLayer::new().layer(handler.with_state(()));
            let handler = KeepCookiesLayer::new().layer(handler);
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let service = move || TowerToHyperService::new(handler.clone());
            tokio::spawn(serve_hyper(listener, service));
            let request = Request::head("/").header("accept-encoding", "gzip");
            let response = support::fetch_with(address, version, request).await;
            assert!(!response.headers().contains_key("content-encoding"), "{response:?}");
            let body = response.into_body().collect().await.unwrap();
            assert!(body.to_bytes().is_empty());
        }
    }
}

/// No client requests an encoding here, so the router asks for the length first.
#[tokio::test]
async fn a_router_sends_no_length_without_content() {
    use tower::ServiceExt as _;
    for (page, method) in [(no_content as Page, "GET"), (not_modified, "GET"), (stream, "HEAD")] {
        let handler = move |res: Response<Head>| async move { page(res) };
        let router = Router::new().route("/", get(handler)).layer(KeepCookiesLayer::new());
        let request = Request::builder().method(method).body(axum::body::Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert!(!response.headers().contains_key("content-length"), "{method} {response:?}");
        assert!(response.body().is_end_stream());
    }
}
