//! Changes that run to their end, when their client has disconnected.

use std::sync::Mutex;
use std::time::Duration;

use axum::Router;
use axum::routing::{MethodRouter, get as at};
use headfirst::middleware::RunToEndLayer;
use headfirst::{Cacheable, PageCache, Response};
use http::{Request, StatusCode};
use tower_http::timeout::TimeoutLayer;

use super::*;

fn run_to_end() -> RunToEndLayer {
    RunToEndLayer::new(|task| drop(tokio::spawn(task)))
}

/// A page that shows a value, and a slow handler that changes the value.
fn value() -> MethodRouter {
    let value = Arc::new(Mutex::new("old"));
    let changed = Arc::clone(&value);
    let show = async move |res: Response<Cacheable>| res.send(*value.lock().unwrap());
    let change = async move || {
        tokio::time::sleep(Duration::from_millis(30)).await;
        *changed.lock().unwrap() = "new";
        tokio::time::sleep(Duration::from_millis(30)).await;
    };
    at(show).post(change)
}

/// An unsafe request evicts its target, whatever the order of the layers.
#[tokio::test]
async fn a_client_that_disconnects_does_not_separate_a_change_from_its_eviction() {
    type Order = fn(Router, &PageCache, &PageCache) -> Router;
    let orders: [(&str, Order); 5] = [
        ("outside", |app, pages, _| app.layer(pages.layer()).layer(run_to_end())),
        ("inside", |app, pages, _| app.layer(run_to_end()).layer(pages.layer())),
        ("between", |app, pages, others| {
            app.layer(pages.layer()).layer(run_to_end()).layer(others.layer())
        }),
        ("inside both", |app, pages, others| {
            app.layer(run_to_end()).layer(pages.layer()).layer(others.layer())
        }),
        ("twice", |app, pages, _| app.layer(run_to_end()).layer(run_to_end()).layer(pages.layer())),
    ];
    for (name, order) in orders {
        for leaves_after in [5, 40] {
            let app = Router::new().route("/", value());
            let app = order(app, &PageCache::new(MIB), &PageCache::new(MIB));
            assert_eq!(routed(&app, Request::get("/")).await.1, "old");
            let post = Request::post("/").body(axum::body::Body::empty()).unwrap();
            let left = Duration::from_millis(leaves_after);
            assert!(tokio::time::timeout(left, app.clone().oneshot(post)).await.is_err());
            // Another client requests the page meanwhile, and it is cached.
            routed(&app, Request::get("/")).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            let after = routed(&app, Request::get("/")).await.1;
            assert_eq!(after, "new", "{name} {leaves_after}");
        }
    }
}

/// A client that stays learns whether the change has succeeded, and only then is the page evicted.
#[tokio::test]
async fn a_change_that_fails_evicts_nothing() {
    let pages = PageCache::new(MIB);
    let rendered = Arc::new(AtomicUsize::new(0));
    let show = async move |res: Response<Cacheable>| {
        res.send(rendered.fetch_add(1, Ordering::Relaxed).to_string())
    };
    let app = Router::new().route("/", at(show).post(async || StatusCode::CONFLICT));
    let app = app.layer(run_to_end()).layer(pages.layer());
    assert_eq!(routed(&app, Request::get("/")).await.1, "0");
    assert_eq!(routed(&app, Request::post("/")).await.0.status, 409);
    assert_eq!(routed(&app, Request::get("/")).await.1, "0");
}

/// A timeout inside the cache responds in place of the change, which goes on.
#[tokio::test]
async fn a_change_that_ends_after_its_response_evicts_its_target() {
    let timeout =
        TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_millis(10));
    let app = Router::new().route("/", value()).layer(run_to_end()).layer(timeout);
    let app = app.layer(PageCache::new(MIB).layer());
    assert_eq!(routed(&app, Request::post("/")).await.0.status, 408);
    assert_eq!(routed(&app, Request::get("/")).await.1, "old");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(routed(&app, Request::get("/")).await.1, "new");
}
