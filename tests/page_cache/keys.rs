//! The key of a page: the requests that get the same page.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::Path;
use axum::routing::get as route;
use headfirst::header::VARY;
use headfirst::{CacheControl, Cacheable, PageCache, Response};
use http::{HeaderValue, Request, Uri};
use http_body_util::Full;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;

use super::support::{Server, serve_router};
use super::*;

#[tokio::test]
async fn a_page_is_cached_by_host_and_target() {
    let site = site(&PageCache::new(MIB), numbered);
    assert_eq!(get(&site, "/").await, "page 1");
    assert_eq!(get(&site, "/").await, "page 1");
    assert_eq!(get(&site, "/?q").await, "page 2");
    assert_eq!(get(&site, "/todos").await, "page 3");
    assert_eq!(get(&site, "http://a.example/").await, "page 4");
    let hosted = |host| ask(&site, Request::get("/").header("host", host));
    assert_eq!(hosted("b.example").await.1, "page 5");
    assert_eq!(hosted("b.example").await.1, "page 5");
    let with_cookie = Request::get("/").header("cookie", "token=t1");
    assert_eq!(ask(&site, with_cookie).await.1, "page 1", "for every client");
    assert_eq!(ask(&site, Request::post("/other")).await.1, "page 6", "not an answer to POST");
}

/// The router matches bytes, and decodes only the parameters of the handler.
#[tokio::test]
async fn another_spelling_of_a_path_has_a_page_of_its_own() {
    let pages = PageCache::new(MIB);
    let about = async |res: Response<Cacheable>| res.send("about us");
    let user =
        async |res: Response<Cacheable>, Path(user): Path<String>| res.send(format!("user {user}"));
    let app = axum::Router::new()
        .route("/about", route(about))
        .route("/{user}", route(user))
        .layer(pages.layer());
    assert_eq!(routed(&app, Request::get("/%61bout")).await.1, "user about");
    assert_eq!(routed(&app, Request::get("/about")).await.1, "about us");
    assert_eq!(routed(&app, Request::get("/%61bout")).await.1, "user about");
}

/// Sends bytes, and returns the whole response.
async fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_that_contradicts_itself_poisons_no_page() {
    let pages = PageCache::new(MIB);
    let page = async |res: Response<Cacheable>, headers: http::HeaderMap, uri: Uri| {
        let hosts: Vec<_> =
            headers.get_all("host").iter().map(|host| host.to_str().unwrap()).collect();
        res.send(format!("<a href=//{}>{uri}", hosts.join("+")))
    };
    let app = axum::Router::new().route("/", route(page)).layer(pages.layer());
    let address = serve_router(Server::Hyper, app).await;
    let end = "connection: close\r\n\r\n";
    for poison in [
        format!("GET http://shop.example/ HTTP/1.1\r\nhost: evil.example\r\n{end}"),
        format!("GET / HTTP/1.1\r\nhost: shop.example\r\nhost: evil.example\r\n{end}"),
        format!("GET / HTTP/1.1\r\nhost: evil.example\r\nhost: shop.example\r\n{end}"),
    ] {
        assert!(
            raw(address, &poison).await.contains("evil.example"),
            "it is answered by the handler"
        );
        for victim in [
            format!("GET / HTTP/1.1\r\nhost: shop.example\r\n{end}"),
            format!("GET http://shop.example/ HTTP/1.1\r\nhost: shop.example\r\n{end}"),
        ] {
            let answer = raw(address, &victim).await;
            assert!(answer.contains("<a href=//shop.example>"), "{answer}");
        }
        assert!(raw(address, &poison).await.contains("evil.example"), "and not from the cache");
    }
    // An HTTP/2 request can have both too.
    let io = hyper_util::rt::TokioIo::new(TcpStream::connect(address).await.unwrap());
    let executor = hyper_util::rt::TokioExecutor::new();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(executor, io).await.unwrap();
    tokio::spawn(connection);
    for (host, shown) in [(Some("evil.example"), "evil.example"), (None, "")] {
        let mut request = Request::get("http://shop.example/");
        request = host.into_iter().fold(request, |request, host| request.header("host", host));
        let answer = sender.send_request(request.body(Nothing::new()).unwrap()).await.unwrap();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, format!("<a href=//{shown}>http://shop.example/"));
    }
}

/// A layer between the router and the cache that shows the route another target.
#[tokio::test]
async fn a_rewritten_target_is_part_of_the_key() {
    let pages = PageCache::new(MIB);
    let page = async |res: Response<Cacheable>, uri: Uri| res.send(uri.to_string());
    let inner = axum::Router::new().route("/{language}/home", route(page)).layer(pages.layer());
    let app = axum::Router::new().fallback_service(inner.map_request(|mut request: Request<_>| {
        let german = request.headers().get("accept-language").is_some_and(|value| value == "de");
        *request.uri_mut() = Uri::from_static(if german { "/de/home" } else { "/en/home" });
        request
    }));
    for _ in 0..2 {
        assert_eq!(routed(&app, Request::get("/home")).await.1, "/en/home");
        let german = Request::get("/home").header("accept-language", "de");
        assert_eq!(routed(&app, german).await.1, "/de/home");
    }
}

#[tokio::test]
async fn a_page_inside_a_nest_is_cached_by_both_targets() {
    let pages = PageCache::new(MIB);
    let rendered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rendered);
    let page = async move |res: Response<Cacheable>| {
        res.send(format!("page {}", count.fetch_add(1, Ordering::Relaxed)))
    };
    let inner = axum::Router::new().route("/todos", route(page).layer(pages.layer()));
    let app = axum::Router::new().nest("/{tenant}", inner);
    let get = async |target: &str| routed(&app, Request::get(target)).await.1;
    assert_eq!(get("/acme/todos").await, "page 0");
    assert_eq!(get("/globex/todos").await, "page 1");
    assert_eq!(get("/acme/todos").await, "page 0");
    assert_eq!(get("/%61cme/todos").await, "page 2", "a handler can tell them apart");
    let changed = "/%61cme/todos".parse().unwrap();
    headfirst::Revalidate::revalidate(&pages, &[headfirst::Revalidation::Path(changed)]);
    assert_eq!(get("/acme/todos").await, "page 3", "to revalidate it, they are one");
    assert_eq!(get("/%61cme/todos").await, "page 4");
    assert_eq!(get("/globex/todos").await, "page 1");
}

/// Tenants that a layer outside distinguishes by something that the cache does not know.
#[tokio::test]
async fn a_key_can_include_more_that_distinguishes_pages() {
    #[derive(Clone)]
    struct Plan(&'static str);
    let pages = PageCache::new(MIB);
    let keyed = pages.layer().keyed_by(|extensions| {
        extensions.get::<Plan>().map_or_else(String::new, |plan| plan.0.to_owned())
    });
    let site = site_of(keyed, |request, number| {
        let plan = request.extensions().get::<Plan>().map_or("none", |plan| plan.0);
        Response::<Cacheable>::for_request(request).send(format!("{plan} {number}"))
    });
    let get = |plan| ask(&site, Request::get("/").extension(Plan(plan)));
    for _ in 0..2 {
        assert_eq!(get("paid").await.1, "paid 1");
        assert_eq!(get("free").await.1, "free 2");
    }
}

#[tokio::test]
async fn a_page_is_cached_for_each_value_of_the_headers_in_vary() {
    let site = site_of(PageCache::new(MIB).layer(), |request, number| {
        let tenant = request.headers().get("x-forwarded-host");
        let tenant = tenant.map_or("none", |tenant| tenant.to_str().unwrap()).to_owned();
        let mut res = Response::<Cacheable>::for_request(request);
        res.insert_header(VARY, HeaderValue::from_static("X-Forwarded-Host, accept-language"));
        res.send(format!("{tenant} {number}"))
    });
    let get = async |headers: &[(&str, &str)]| {
        let request =
            headers.iter().fold(Request::get("/"), |request, (k, v)| request.header(*k, *v));
        ask(&site, request).await.1
    };
    for _ in 0..2 {
        assert_eq!(get(&[]).await, "none 1");
        assert_eq!(get(&[("x-forwarded-host", "a")]).await, "a 2");
        assert_eq!(get(&[("x-forwarded-host", "b")]).await, "b 3");
        assert_eq!(get(&[("x-forwarded-host", "a"), ("accept-language", "de")]).await, "a 4");
        assert_eq!(get(&[("x-forwarded-host", "a"), ("x-forwarded-host", "b")]).await, "a 5");
        assert_eq!(get(&[("x-forwarded-host", "a"), ("accept", "text/html")]).await, "a 2");
    }
}

/// RFC 9111 §3.5.
#[tokio::test]
async fn a_page_for_an_authorized_client_is_not_for_every_client() {
    let allowed = |control: Option<CacheControl>| {
        site_of(PageCache::new(MIB).layer(), move |request, number| {
            let mut res = Response::<Cacheable>::for_request(request);
            if let Some(control) = &control {
                res.set_cache_control(control.clone());
            }
            match request.headers().get("authorization") {
                Some(_) => res.send(format!("secret {number}")),
                None => res.with_status(http::StatusCode::UNAUTHORIZED).send(""),
            }
        })
    };
    let minute = Duration::from_secs(60);
    let authorized = || Request::get("/").header("authorization", "Bearer t1");
    let secret = allowed(None);
    assert_eq!(ask(&secret, authorized()).await.1, "secret 1");
    assert_eq!(ask(&secret, Request::get("/")).await.0.status, 401);
    assert_eq!(ask(&secret, authorized()).await.1, "secret 3");
    // `Cache-Control` declares that it is for every client.
    let public = allowed(Some(CacheControl::public(minute)));
    assert_eq!(ask(&public, authorized()).await.1, "secret 1");
    assert_eq!(ask(&public, Request::get("/")).await.1, "secret 1");
}

/// The content of a request is in no key.
#[tokio::test]
async fn a_get_with_content_poisons_no_page() {
    let pages = PageCache::new(MIB);
    let echo = async |res: Response<Cacheable>, content: String| res.send(format!("<{content}>"));
    let app = axum::Router::new().route("/", route(echo)).layer(pages.layer());
    let fat = Request::get("/").body(axum::body::Body::new(Full::from("evil"))).unwrap();
    let body = app.clone().oneshot(fat).await.unwrap().into_body().collect().await.unwrap();
    assert_eq!(body.to_bytes(), "<evil>");
    assert_eq!(routed(&app, Request::get("/")).await.1, "<>");
}

/// RFC 9110 §7.8: a request for another protocol is not a request for the page.
#[tokio::test]
async fn an_upgrade_reaches_the_handler() {
    let site = site_of(PageCache::new(MIB).layer(), |request, number| {
        let res = Response::<Cacheable>::for_request(request);
        match request.headers().get("upgrade") {
            Some(_) => res.with_status(http::StatusCode::SWITCHING_PROTOCOLS).send(""),
            None => numbered(res, number),
        }
    });
    assert_eq!(get(&site, "/").await, "page 1");
    let upgrade =
        || Request::get("/").header("connection", "upgrade").header("upgrade", "websocket");
    assert_eq!(ask(&site, upgrade()).await.0.status, 101);
    assert_eq!(get(&site, "/").await, "page 1");
}

/// A client chooses the query, so it cannot fill the memory with it.
#[tokio::test]
async fn a_long_target_is_not_cached() {
    let site = site(&PageCache::new(MIB), numbered);
    let long = "x".repeat(2100);
    for target in [format!("/?{long}"), format!("/{long}"), format!("http://{long}/?q")] {
        assert_ne!(get(&site, &target).await, get(&site, &target).await, "{target}");
    }
}

#[tokio::test]
async fn two_layers_have_different_keys_and_clones_of_one_have_the_same() {
    let pages = PageCache::new(MIB);
    let (layer, other) = (pages.layer(), pages.layer());
    let page = |text: &'static str| {
        move |request: &Request<Nothing>, _| Response::<Cacheable>::for_request(request).send(text)
    };
    let (one, two) = (site_of(layer.clone(), page("one")), site_of(other, page("two")));
    assert_eq!((get(&one, "/").await, get(&two, "/").await), ("one".into(), "two".into()));
    let clone = site_of(layer, page("three"));
    assert_eq!(get(&clone, "/").await, "one");
}
