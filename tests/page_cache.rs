//! Pages that are kept: which, for how long, and how they are sent.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use headfirst::header::VARY;
use headfirst::{
    ActionGuard, Body, CacheControl, Cacheable, Head, PageCache, Response, Revalidate, Revalidation,
};
use http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use tower::util::BoxCloneSyncService;
use tower::{ServiceBuilder, ServiceExt, service_fn};

const MIB: usize = 1024 * 1024;

type Site = BoxCloneSyncService<Request<Empty<Bytes>>, http::Response<Sent>, Infallible>;
type Sent = headfirst::page_cache::CachedBody<Body>;

/// A site whose pages are numbered as they are made, behind a cache.
fn site<F>(pages: &PageCache, page: F) -> Site
where
    F: Fn(Response<Cacheable>, usize) -> http::Response<Body> + Send + Sync + 'static,
{
    let made = AtomicUsize::new(0);
    let page = Arc::new(move |res| page(res, made.fetch_add(1, Ordering::Relaxed) + 1));
    let service = ServiceBuilder::new().layer(pages.layer()).service(service_fn(move |request| {
        std::future::ready(Ok(page(Response::<Cacheable>::for_request(&request))))
    }));
    BoxCloneSyncService::new(service)
}

fn numbered(res: Response<Cacheable>, number: usize) -> http::Response<Body> {
    res.send(format!("page {number}"))
}

async fn ask(site: &Site, request: http::request::Builder) -> (http::response::Parts, String) {
    let response = site.clone().oneshot(request.body(Empty::new()).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(site: &Site, target: &str) -> String {
    ask(site, Request::get(target)).await.1
}

#[tokio::test]
async fn a_page_is_kept_by_host_path_and_query() {
    let site = site(&PageCache::new(MIB), numbered);
    assert_eq!(get(&site, "/").await, "page 1");
    assert_eq!(get(&site, "/").await, "page 1");
    assert_eq!(get(&site, "/?q").await, "page 2");
    assert_eq!(get(&site, "/todos").await, "page 3");
    assert_eq!(get(&site, "http://a.example/").await, "page 4");
    let hosted = |host| ask(&site, Request::get("/").header("host", host));
    assert_eq!(hosted("b.example").await.1, "page 5");
    assert_eq!(hosted("B.example").await.1, "page 5");
    assert_eq!(get(&site, "http://A.example/").await, "page 4");
    let (head, body) = ask(&site, Request::get("/").header("cookie", "token=t1")).await;
    assert_eq!(body, "page 1", "whoever asks");
    assert_eq!(head.headers["content-length"], "6");
    assert_eq!(ask(&site, Request::post("/")).await.1, "page 6", "only what is got");
    assert_eq!(ask(&site, Request::head("/")).await.1, "");
}

#[tokio::test]
async fn only_pages_for_every_client_are_kept() {
    let changes: [fn(&mut http::Response<Body>); 4] = [
        |response| *response.status_mut() = StatusCode::NOT_FOUND,
        |response| {
            drop(response.headers_mut().insert("set-cookie", HeaderValue::from_static("a=1")))
        },
        |response| drop(response.headers_mut().insert("vary", HeaderValue::from_static("cookie"))),
        |response| {
            let private = HeaderValue::from_static("max-age=60, Private");
            response.headers_mut().insert("cache-control", private);
        },
    ];
    for change in changes {
        let site = site(&PageCache::new(MIB), move |res, number| {
            let mut response = numbered(res, number);
            change(&mut response);
            response
        });
        assert_eq!(get(&site, "/").await, "page 1");
        assert_eq!(get(&site, "/").await, "page 2");
    }
    let asks_again = CacheControl::public(Duration::from_secs(60)).no_cache();
    let controls =
        [asks_again, CacheControl::no_store(), CacheControl::private(Duration::from_secs(60))];
    for control in controls {
        let site = site(&PageCache::new(MIB), move |res, number| {
            numbered(res.with_cache_control(control.clone()), number)
        });
        assert_eq!(get(&site, "/").await, "page 1");
        assert_eq!(get(&site, "/").await, "page 2");
    }
    // A page that knows cookies, whether or not it uses them.
    let site = site(&PageCache::new(MIB), |_, number| {
        Response::<Head>::new().send(format!("page {number}"))
    });
    assert_eq!(get(&site, "/").await, "page 1");
    assert_eq!(get(&site, "/").await, "page 2");
}

#[tokio::test]
async fn the_head_is_kept_with_its_page() {
    let site = site(&PageCache::new(MIB), |res, number| {
        let public = CacheControl::public(Duration::from_secs(60));
        let res = res.with_cache_control(public);
        let res = res.with_header(headfirst::header::LINK, HeaderValue::from_static("<a>"));
        res.stream(async move |mut page| page.write(format!("page {number}")).await)
    });
    for length in [None, Some("6")] {
        let (head, body) = ask(&site, Request::get("/")).await;
        assert_eq!((head.status.as_u16(), body.as_str()), (200, "page 1"));
        assert_eq!(head.headers["link"], "<a>");
        assert_eq!(head.headers["cache-control"], "public, max-age=60");
        let said = head.headers.get("content-length").map(|value| value.to_str().unwrap());
        assert_eq!(said, length, "a page that is kept has a length");
    }
}

#[tokio::test]
async fn what_was_changed_is_forgotten_by_path_and_by_tag() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, |mut res, number| {
        if res.uri().path() == "/todos" {
            res.add_tag("todos").add_tag("front");
        }
        numbered(res, number)
    });
    let all = async || {
        [get(&site, "/").await, get(&site, "/todos").await, get(&site, "/todos?done").await]
    };
    assert_eq!(all().await, ["page 1", "page 2", "page 3"]);
    pages.revalidate(&[Revalidation::Path("/todo".into()), Revalidation::Tag("todo".into())]);
    assert_eq!(all().await, ["page 1", "page 2", "page 3"]);
    pages.revalidate(&[Revalidation::Tag("todos".into())]);
    assert_eq!(all().await, ["page 1", "page 4", "page 5"]);
    pages.revalidate(&[Revalidation::Path("/".into())]);
    assert_eq!(all().await, ["page 6", "page 4", "page 5"]);
    pages.revalidate(&[Revalidation::Path("/todos".into()), Revalidation::Path("/".into())]);
    assert_eq!(all().await, ["page 7", "page 8", "page 9"]);
}

#[tokio::test]
async fn an_action_evicts_before_its_own_response_leaves() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, numbered);
    assert_eq!(get(&site, "/todos").await, "page 1");
    let request = Request::post("/todos").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let mut res = ActionGuard::new(pages).start(&request).unwrap();
    res.revalidate_path("/todos");
    assert_eq!(get(&site, "/todos").await, "page 1", "the action goes on");
    let _leaves = res.redirect(HeaderValue::from_static("/todos"));
    assert_eq!(get(&site, "/todos").await, "page 2");
}

/// A page that waits in its middle until it is told to go on.
fn halves(
    gate: Arc<tokio::sync::Semaphore>,
) -> impl Fn(Response<Cacheable>, usize) -> http::Response<Body> {
    move |res, number| {
        let gate = Arc::clone(&gate);
        res.stream(async move |mut page| {
            page.write(format!("first half {number}, "));
            drop(gate.acquire().await);
            page.write("second half");
        })
    }
}

#[tokio::test]
async fn a_page_streams_while_it_is_being_kept() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let site = site(&PageCache::new(MIB), halves(Arc::clone(&gate)));
    let request = || Request::get("/").body(Empty::new()).unwrap();
    let mut body = site.clone().oneshot(request()).await.unwrap().into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "first half 1, ", "before the page has ended");
    gate.add_permits(1);
    assert_eq!(body.collect().await.unwrap().to_bytes(), "second half");
    assert_eq!(get(&site, "/").await, "first half 1, second half");
}

#[tokio::test]
async fn a_page_whose_client_is_gone_is_not_kept() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let site = site(&PageCache::new(MIB), halves(Arc::clone(&gate)));
    let request = Request::get("/").body(Empty::new()).unwrap();
    let mut body = site.clone().oneshot(request).await.unwrap().into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "first half 1, ");
    drop(body);
    gate.add_permits(1);
    assert_eq!(get(&site, "/").await, "first half 2, second half");
}

#[tokio::test]
async fn a_page_that_was_begun_before_a_change_is_not_kept() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let pages = PageCache::new(MIB);
    let site = site(&pages, halves(Arc::clone(&gate)));
    let stale = site.clone().oneshot(Request::get("/").body(Empty::new()).unwrap()).await.unwrap();
    let stale = tokio::spawn(stale.into_body().collect());
    tokio::task::yield_now().await;
    pages.revalidate(&[Revalidation::Path("/".into())]);
    gate.add_permits(1);
    assert_eq!(stale.await.unwrap().unwrap().to_bytes(), "first half 1, second half");
    assert_eq!(get(&site, "/").await, "first half 2, second half");
    assert_eq!(get(&site, "/").await, "first half 2, second half");
}

#[tokio::test]
async fn what_fails_is_too_large_or_too_old_is_not_kept() {
    let fails = site(&PageCache::new(MIB), |res, _| {
        res.stream(async |mut page| {
            page.write("half").flush().await?;
            Err::<(), _>(Box::<dyn std::error::Error + Send + Sync>::from("no database"))
        })
    });
    for _ in 0..2 {
        let response = fails.clone().oneshot(Request::get("/").body(Empty::new()).unwrap()).await;
        assert!(response.unwrap().into_body().collect().await.is_err());
    }
    let page = |size: usize| {
        move |res: Response<Cacheable>, number: usize| {
            res.stream(async move |mut page| {
                for _ in 0..size {
                    page.write(number.to_string()).await?;
                }
                page.flush().await
            })
        }
    };
    let just = site(&PageCache::new(MIB), page(MIB / 8));
    assert_eq!(get(&just, "/").await.as_bytes()[0], b'1');
    assert_eq!(get(&just, "/").await.as_bytes()[0], b'1');
    let large = site(&PageCache::new(MIB), page(MIB / 8 + 1));
    assert_eq!(get(&large, "/").await.as_bytes()[0], b'1');
    assert_eq!(get(&large, "/").await.as_bytes()[0], b'2');

    let brief = site(&PageCache::new(MIB), |mut res, number| {
        res.keep_for(if number == 1 { Duration::ZERO } else { Duration::from_secs(3600) });
        numbered(res, number)
    });
    assert_eq!(get(&brief, "/").await, "page 1");
    assert_eq!(get(&brief, "/").await, "page 2");
    assert_eq!(get(&brief, "/").await, "page 2");
}

#[tokio::test]
async fn an_empty_page_is_a_page_and_layers_are_told_apart() {
    let pages = PageCache::new(MIB);
    let empty = site(&pages, |res, number| {
        res.with_header(headfirst::header::LINK, HeaderValue::from(number)).send("")
    });
    for _ in 0..2 {
        assert_eq!(ask(&empty, Request::get("/")).await.0.headers["link"], "1");
    }
    let other = site(&pages, numbered);
    assert_eq!(get(&other, "/").await, "page 1", "the path of another place");
}

#[tokio::test]
async fn axum_takes_it_as_a_layer_of_a_route_and_of_a_router() {
    let pages = PageCache::new(MIB);
    let page = async |mut res: Response<Cacheable>, jar: axum_extra::extract::CookieJar| {
        res.add_tag("a").insert_header(headfirst::header::LINK, HeaderValue::from_static("<a>"));
        assert_eq!(jar.iter().count(), 0, "what comes after it has no cookies either");
        res.send("shared")
    };
    let own = async |res: Response<Head>| {
        let token = res.cookies().get("token").unwrap_or("none").to_owned();
        res.with_header(VARY, HeaderValue::from_static("cookie")).send(token)
    };
    let app = axum::Router::new()
        .route("/own", axum::routing::get(own))
        .route("/", axum::routing::get(page).layer(pages.layer()))
        .layer(pages.layer())
        .layer(headfirst::middleware::KeepCookiesLayer::new());
    for (target, expected) in [("/", "shared"), ("/own", "t1"), ("/", "shared")] {
        let request = Request::get(target).header("cookie", "token=t1");
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, expected);
    }
}

/// Under load, no page is kept that does not show the last change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_shows_the_last_change() {
    let pages = PageCache::new(MIB);
    let value = Arc::new(AtomicUsize::new(0));
    let shown = Arc::clone(&value);
    let site = site(&pages, move |res, _| {
        let shown = shown.load(Ordering::SeqCst);
        res.stream(async move |mut page| {
            tokio::task::yield_now().await;
            page.write(shown.to_string()).flush().await
        })
    });
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let site = site.clone();
            tokio::spawn(async move {
                for _ in 0..2000 {
                    get(&site, "/").await;
                }
            })
        })
        .collect();
    for _ in 0..500 {
        let last = value.fetch_add(1, Ordering::SeqCst) + 1;
        pages.revalidate(&[Revalidation::Path("/".into())]);
        let seen: usize = get(&site, "/").await.parse().unwrap();
        assert_eq!(seen, last);
        tokio::task::yield_now().await;
    }
    for reader in readers {
        reader.await.unwrap();
    }
}

/// A router that nests cuts off what tells the pages apart.
#[tokio::test]
async fn a_page_inside_a_nest_is_kept_by_its_whole_path() {
    let pages = PageCache::new(MIB);
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    let page = async move |res: Response<Cacheable>| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        res.send(format!("page {number}"))
    };
    let inner = axum::Router::new().route("/todos", axum::routing::get(page).layer(pages.layer()));
    let app = axum::Router::new().nest("/{tenant}", inner);
    let get = async |target: &str| {
        let request = Request::get(target).body(axum::body::Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec())
            .unwrap()
    };
    assert_eq!(get("/acme/todos").await, "page 0");
    assert_eq!(get("/globex/todos").await, "page 1");
    assert_eq!(get("/acme/todos").await, "page 0");
    assert_eq!(get("/%61cme/todos").await, "page 0", "the same octets");
    pages.revalidate(&[Revalidation::Path("/%61cme/todos".into())]);
    assert_eq!(get("/acme/todos").await, "page 2");
    assert_eq!(get("/globex/todos").await, "page 1");
    assert_eq!(get("/a%2fb/todos").await, "page 3");
    assert_eq!(get("/a%2Fb/todos").await, "page 3");
}

/// A middleware may have read cookies to decide what comes back.
#[tokio::test]
async fn a_page_behind_a_middleware_is_not_kept_outside_of_it() {
    let pages = PageCache::new(MIB);
    let guard = |res: Response<headfirst::Middleware>| {
        std::future::ready(match res.cookies().get("token") {
            Some(_) => res.next(),
            None => res.skip_handler().with_status(StatusCode::FORBIDDEN).send("").into(),
        })
    };
    let layer =
        headfirst::middleware::middleware(headfirst::middleware::Matcher::everything(), guard);
    let handler = service_fn(|request: Request<Empty<Bytes>>| {
        let page = Response::<Cacheable>::for_request(&request).send("members only");
        std::future::ready(Ok::<_, Infallible>(page))
    });
    let service = ServiceBuilder::new().layer(pages.layer()).layer(layer).service(handler);
    for (cookie, status) in [("token=t1", 200), ("", 403)] {
        let request = Request::get("/").header("cookie", cookie).body(Empty::new()).unwrap();
        assert_eq!(service.clone().oneshot(request).await.unwrap().status(), status);
    }
}

/// A client chooses the query: it cannot fill the memory with it.
#[tokio::test]
async fn what_a_client_chooses_counts() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, numbered);
    for number in 0..4000 {
        get(&site, &format!("/?{number}{}", "x".repeat(1000))).await;
    }
    let kept = format!("{pages:?}");
    let kept: u64 = kept.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap();
    assert!(kept * 1512 < 2 * MIB as u64, "{kept} pages");
    let long = "x".repeat(2100);
    for target in [format!("/?{long}"), format!("/{long}"), format!("http://{long}/?q")] {
        assert_ne!(get(&site, &target).await, get(&site, &target).await, "{target}");
    }
}
