//! The page cache: which pages it stores, for which requests, and for how long.

#[path = "../support/mod.rs"]
mod support;

mod cost;
mod cycles;
mod documented;
mod ends;
mod flights;
mod freshness;
mod hangs;
mod included;
mod keys;
mod private;
mod random;
mod refresh;
mod released;
mod revalidation;
mod rfc;
mod run_to_end;
mod slow_pages;
mod stored;
mod trailers;
mod unshared;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use headfirst::page_cache::{CachedBody, PageCacheLayer};
use headfirst::{Body, Cacheable, PageCache, Response};
use http::Request;
use http::request::Builder;
use http_body_util::{BodyExt, Empty};
use tower::util::BoxCloneSyncService;
use tower::{ServiceBuilder, ServiceExt, service_fn};

const MIB: usize = 1024 * 1024;

type Nothing = Empty<Bytes>;
type Site = BoxCloneSyncService<Request<Nothing>, http::Response<CachedBody<Body>>, Infallible>;

/// A site whose pages are numbered as they are rendered, behind a cache.
fn site<F>(pages: &PageCache, page: F) -> Site
where
    F: Fn(Response<Cacheable>, usize) -> http::Response<Body> + Send + Sync + 'static,
{
    site_of(pages.layer(), move |request, number| {
        page(Response::<Cacheable>::for_request(request), number)
    })
}

/// Such a site, whose pages receive the request.
fn site_of<F>(layer: PageCacheLayer, page: F) -> Site
where
    F: Fn(&Request<Nothing>, usize) -> http::Response<Body> + Send + Sync + 'static,
{
    let rendered = AtomicUsize::new(0);
    let page =
        Arc::new(move |request: &_| page(request, rendered.fetch_add(1, Ordering::Relaxed) + 1));
    let handler = service_fn(move |request| std::future::ready(Ok(page(&request))));
    BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(handler))
}

fn numbered(res: Response<Cacheable>, number: usize) -> http::Response<Body> {
    res.send(format!("page {number}"))
}

async fn start(site: &Site, request: Builder) -> http::Response<CachedBody<Body>> {
    site.clone().oneshot(request.body(Empty::new()).unwrap()).await.unwrap()
}

async fn ask(site: &Site, request: Builder) -> (http::response::Parts, String) {
    let (head, body) = start(site, request).await.into_parts();
    (head, text(body).await)
}

async fn text(body: CachedBody<Body>) -> String {
    String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

async fn get(site: &Site, target: &str) -> String {
    ask(site, Request::get(target)).await.1
}

/// Returns the response of a router to a request.
async fn routed(router: &axum::Router, request: Builder) -> (http::response::Parts, String) {
    let request = request.body(axum::body::Body::empty()).unwrap();
    let (head, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    (head, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}
