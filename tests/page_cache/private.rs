//! Pages that include what is for one client: they are not stored, and not shared further.

use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::extract::Request as AxumRequest;
use axum::routing::get as at;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::page_cache::SharedRenderError;
use headfirst::{Body, CacheControl, Cacheable, Head, PageCache, Response};
use http::{Method, Request};

use super::*;

async fn cart(res: Response<Head>) -> http::Response<Body> {
    let user = res.cookies().get("user").unwrap_or("nobody").to_owned();
    res.send_body(http_body_util::Full::from(format!("[cart of {user}]")))
}

/// Forwards a request to another route, as a handler does that includes a fragment.
async fn fragment(app: &Router, request: AxumRequest, method: Method) -> String {
    let (mut parts, _) = request.into_parts();
    (parts.uri, parts.method) = ("/cart".parse().unwrap(), method);
    let request = AxumRequest::from_parts(parts, axum::body::Body::empty());
    let response = app.clone().oneshot(request).await.unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn of(user: &str) -> http::request::Builder {
    Request::get("/").header("cookie", format!("user={user}"))
}

#[tokio::test]
async fn a_page_with_a_private_fragment_of_the_same_cache_is_not_stored() {
    for method in [Method::GET, Method::POST] {
        let own: Arc<OnceLock<Router>> = Arc::default();
        let inner = Arc::clone(&own);
        let page = async move |request: AxumRequest| {
            let res = Response::<Cacheable>::for_request(&request);
            res.send(fragment(inner.get().unwrap(), request, method).await)
        };
        let layer = PageCache::new(MIB).layer();
        let app = Router::new().route("/", at(page)).route("/cart", at(cart).post(cart));
        let app = app.layer(layer).layer(KeepCookiesLayer::new());
        own.set(app.clone()).unwrap();
        assert_eq!(routed(&app, of("alice")).await.1, "[cart of alice]");
        assert_eq!(routed(&app, of("bob")).await.1, "[cart of bob]");
    }
}

/// A fragment that is the same for all clients does not prevent that.
#[tokio::test]
async fn a_page_with_a_shared_fragment_of_the_same_cache_is_stored() {
    let own: Arc<OnceLock<Router>> = Arc::default();
    let inner = Arc::clone(&own);
    let page = async move |request: AxumRequest| {
        let res = Response::<Cacheable>::for_request(&request);
        let user = request.headers()["cookie"].to_str().unwrap().to_owned();
        let fragment = fragment(inner.get().unwrap(), request, Method::GET).await;
        res.send(format!("{fragment} for {user}"))
    };
    let shared = async |res: Response<Cacheable>| res.send("news");
    let app = Router::new().route("/", at(page)).route("/cart", at(shared));
    let app = app.layer(PageCache::new(MIB).layer());
    own.set(app.clone()).unwrap();
    assert_eq!(routed(&app, of("alice")).await.1, "news for user=alice");
    assert_eq!(routed(&app, of("bob")).await.1, "news for user=alice", "it is stored");
}

/// A session layer around the cache adds a cookie to pages that are public without it.
#[tokio::test]
async fn a_cached_page_that_gains_a_cookie_is_private() {
    let page = async |res: Response<Cacheable>| {
        let control = CacheControl::public(Duration::from_secs(60));
        res.with_cache_control(control).stream(async |mut page| {
            page.write("a").flush().await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
            page.write("b").flush().await
        })
    };
    let session = async |mut response: axum::response::Response| {
        let cookie = http::HeaderValue::from_static("sid=secret; Path=/");
        response.headers_mut().append("set-cookie", cookie);
        response
    };
    let app = Router::new().route("/", at(page)).layer(PageCache::new(MIB).layer());
    let app = app.layer(axum::middleware::map_response(session)).layer(KeepCookiesLayer::new());
    let both = [(); 2].map(|()| routed(&app, of("ann")));
    let mut heads: Vec<_> = futures_util::future::join_all(both).await;
    heads.push(routed(&app, of("bob")).await);
    let tag = heads[2].0.headers["etag"].clone();
    heads.push(routed(&app, of("bob").method(Method::HEAD)).await);
    heads.push(routed(&app, of("bob").header("if-none-match", tag)).await);
    assert_eq!(heads[4].0.status, 304);
    for (head, _) in heads {
        assert_eq!(head.headers["set-cookie"], "sid=secret; Path=/");
        assert_eq!(head.headers["cache-control"], "private, max-age=60", "{head:?}");
    }
}

/// The client that started the page receives all of it. The others receive an error, in place of
/// what is not for them.
#[tokio::test]
async fn a_page_that_turns_private_is_shared_no_further() {
    for does_alice_stay in [true, false] {
        let fragments = Router::new().route("/cart", at(cart)).layer(KeepCookiesLayer::new());
        let go = Arc::new(tokio::sync::Notify::new());
        let wait = Arc::clone(&go);
        let page = async move |request: AxumRequest| {
            let res = Response::<Cacheable>::for_request(&request);
            res.stream(async move |mut page| {
                page.write("shop ").flush().await?;
                wait.notified().await;
                let fragment = fragment(&fragments, request, Method::GET).await;
                page.write(fragment).flush().await
            })
        };
        let app = Router::new().route("/", at(page)).layer(PageCache::new(MIB).layer());
        let app = app.layer(KeepCookiesLayer::new());
        let ask = |user| app.clone().oneshot(of(user).body(axum::body::Body::empty()).unwrap());
        let mut bodies = Vec::new();
        for user in ["alice", "bob", "carol"] {
            let mut body = ask(user).await.unwrap().into_body();
            let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
            assert_eq!(first, "shop ", "{user}");
            bodies.push(body);
        }
        let alice = bodies.remove(0);
        let alice = does_alice_stay.then_some(alice);
        go.notify_one();
        for mut body in bodies {
            let error = body.frame().await.unwrap().unwrap_err();
            let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
            while let Some(error) = cause {
                if let Some(error) = error.downcast_ref::<SharedRenderError>() {
                    assert_eq!(*error, SharedRenderError::ForAnotherClient);
                    break;
                }
                cause = error.source();
            }
            assert!(cause.is_some(), "{error:?}");
            assert!(body.frame().await.is_none());
        }
        if let Some(alice) = alice {
            assert_eq!(alice.collect().await.unwrap().to_bytes(), "[cart of alice]");
        }
    }
}
