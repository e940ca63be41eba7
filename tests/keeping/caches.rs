//! A response that gains a cookie is not stored by shared caches, whatever set the cookie.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{CacheControl, Cacheable, Head, Middleware, Next, PageCache, Response};
use http::{HeaderValue, Request};
use tower::ServiceExt;

use crate::rotate;
use crate::support::set_cookies;

fn minute() -> CacheControl {
    CacheControl::public(Duration::from_secs(60))
}

/// A layer that sets a cookie, as session layers do.
async fn session(mut response: axum::response::Response) -> axum::response::Response {
    response.headers_mut().append("set-cookie", HeaderValue::from_static("id=1; Path=/"));
    response
}

async fn ask(app: Router) -> http::response::Parts {
    let request = Request::get("/").body(axum::body::Body::empty()).unwrap();
    app.oneshot(request).await.unwrap().into_parts().0
}

fn control(head: &http::response::Parts) -> &str {
    head.headers.get("cache-control").map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_cookie_of_an_inner_layer_counts() {
    let public = async |res: Response<Head>| res.with_cache_control(minute()).send("page");
    let silent = async |res: Response<Head>| res.send("page");
    let shared = async |res: Response<Cacheable>| res.with_cache_control(minute()).send("page");
    let even = async |res: Response<Head>| {
        res.with_cache_control(minute().allow_set_cookie()).send("page")
    };
    let plain = async || ([("cache-control", "public")], "page");
    let next = middleware(Matcher::everything(), |res: Response<Middleware>| {
        std::future::ready(res.next())
    });
    for (route, expected) in [
        (get(public), "private, max-age=60"),
        (get(silent), "private"),
        (get(shared), "private, max-age=60"),
        (get(even), "public, max-age=60"),
        (get(plain), "public"),
    ] {
        let routes = Router::new().route("/", route).layer(axum::middleware::map_response(session));
        let head = ask(routes.clone().layer(KeepCookiesLayer::new())).await;
        assert_eq!((control(&head), set_cookies(&head.headers)), (expected, vec!["id=1; Path=/"]));
        let head = ask(routes.layer(next.clone())).await;
        assert_eq!(control(&head), expected, "also by a middleware");
    }
    // Also if the layer is between two keeping layers, and if no middleware set a cookie before.
    let routes = Router::new().route("/", get(public)).layer(KeepCookiesLayer::new());
    let routes = routes.layer(axum::middleware::map_response(session));
    assert_eq!(control(&ask(routes.layer(KeepCookiesLayer::new())).await), "private, max-age=60");
    let routes = Router::new().route("/", get(public)).layer(KeepCookiesLayer::new());
    assert_eq!(control(&ask(routes).await), "public, max-age=60", "the response gains no cookie");
}

#[tokio::test]
async fn a_response_that_gains_a_dropped_cookie_is_private() {
    let drops = async |mut res: Response<Head>| {
        rotate(&mut res);
        ([("cache-control", "public, max-age=5"), ("cdn-cache-control", "public")], "page")
    };
    let app = Router::new().route("/", get(drops)).layer(KeepCookiesLayer::new());
    let head = ask(app).await;
    assert_eq!(control(&head), "private, max-age=5");
    assert!(!head.headers.contains_key("cdn-cache-control"));
}

/// The permission to cache a page does not survive a merge, even one by hand.
#[tokio::test]
async fn a_page_merged_by_hand_is_not_cached() {
    let pages = PageCache::new(1024 * 1024);
    let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let page = async move |request: axum::extract::Request| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let res = Response::<Cacheable>::for_request(&request);
        let mut response = res.send(format!("page {number}"));
        match request.uri().query() {
            Some("merged") => {
                let next = Response::<Middleware>::for_request(&request).next();
                let Next::Continue(pending) = next else { unreachable!() };
                pending.merge(&mut response);
            }
            Some("relayed") => response = Response::<Head>::for_request(&request).relay(response),
            Some("shared") => {
                response = Response::<Cacheable>::for_request(&request).relay(response)
            }
            _ => {}
        }
        response
    };
    let app = Router::new().route("/", get(page)).layer(pages.layer());
    let body = async |target: &str| {
        let request = Request::get(target).body(axum::body::Body::empty()).unwrap();
        let body = app.clone().oneshot(request).await.unwrap().into_body();
        http_body_util::BodyExt::collect(body).await.unwrap().to_bytes()
    };
    assert_eq!(body("/").await, "page 0");
    assert_eq!(body("/").await, "page 0", "kept");
    assert_eq!(body("/?merged").await, "page 1");
    assert_eq!(body("/?merged").await, "page 2", "not cached");
    // A relaying handler may have read a cookie. A cacheable page cannot.
    assert_eq!(body("/?relayed").await, "page 3");
    assert_eq!(body("/?relayed").await, "page 4");
    assert_eq!(body("/?shared").await, "page 5");
    assert_eq!(body("/?shared").await, "page 5", "kept");
}
