//! The limits that `docs/page_cache.md` states.

use std::time::Duration;

use headfirst::{Cacheable, PageCache, Response};
use http::{HeaderValue, Request};

use super::*;

#[tokio::test]
async fn a_page_has_a_tag_once_it_is_stored() {
    let site = site(&PageCache::new(MIB), numbered);
    let first = start(&site, Request::get("/")).await;
    let shared = start(&site, Request::get("/")).await;
    for response in [first, shared] {
        assert!(!response.headers().contains_key("etag"));
        assert_eq!(text(response.into_body()).await, "page 1");
    }
    let (stored, _) = ask(&site, Request::get("/")).await;
    assert!(stored.headers.contains_key("etag"));
}

#[tokio::test]
async fn keep_for_is_for_this_cache_only() {
    let site = site(&PageCache::new(MIB), |mut res, number| {
        res.keep_for(Duration::from_secs(60));
        numbered(res, number)
    });
    for age in [None, Some(HeaderValue::from_static("0"))] {
        let (head, _) = ask(&site, Request::get("/")).await;
        assert_eq!(head.headers.get("age").cloned(), age);
        assert!(!head.headers.contains_key("cache-control"));
    }
}

#[tokio::test]
async fn response_extensions_are_those_of_a_handler_that_was_called() {
    let site = site(&PageCache::new(MIB), |res, number| {
        let mut response = numbered(res, number);
        response.extensions_mut().insert(number);
        response
    });
    let first = start(&site, Request::get("/")).await;
    let shared = start(&site, Request::get("/")).await;
    assert_eq!(first.extensions().get(), Some(&1_usize));
    assert_eq!(shared.extensions().get::<usize>(), None);
    drop((text(first.into_body()).await, shared));
    let stored = start(&site, Request::get("/")).await;
    assert_eq!(
        (&stored.headers()["age"], stored.extensions().get::<usize>()),
        (&"0".parse().unwrap(), None)
    );
}

/// Inside the cache, each encoding has a tag of its own.
#[tokio::test]
async fn a_compression_layer_belongs_inside() {
    for is_inside in [true, false] {
        let pages = PageCache::new(MIB);
        let page = async |res: Response<Cacheable>| res.send("three orders; ".repeat(200));
        let route = axum::Router::new().route("/", axum::routing::get(page));
        let compression = tower_http::compression::CompressionLayer::new();
        let app = match is_inside {
            true => route.layer(compression).layer(pages.layer()),
            false => route.layer(pages.layer()).layer(compression),
        };
        let mut tags = Vec::new();
        for accepted in ["identity", "gzip"] {
            for is_stored in [false, true] {
                let request = Request::get("/").header("accept-encoding", accepted);
                let request = request.body(axum::body::Body::empty()).unwrap();
                let (head, body) = app.clone().oneshot(request).await.unwrap().into_parts();
                drop(body.collect().await);
                if is_stored {
                    tags.push(head.headers["etag"].clone());
                }
            }
        }
        assert_eq!(tags[0] != tags[1], is_inside);
    }
}
