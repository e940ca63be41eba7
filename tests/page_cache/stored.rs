//! The conditions for storing a page.

use std::time::Duration;

use headfirst::header::{CONTENT_SECURITY_POLICY, VARY};
use headfirst::html::Nonce;
use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
use headfirst::{CacheControl, Cacheable, Head, Middleware, PageCache, Response};
use http::{HeaderName, HeaderValue, Request, StatusCode};
use tower::{ServiceExt, service_fn};

use super::*;

type Page = fn(Response<Cacheable>, usize) -> http::Response<Body>;

/// Returns whether the page is rendered once for three requests.
async fn is_stored(
    page: impl Fn(Response<Cacheable>, usize) -> http::Response<Body> + Send + Sync + 'static,
) -> bool {
    let rendered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rendered);
    let site = site(&PageCache::new(MIB), move |res, number| {
        count.store(number, Ordering::Relaxed);
        page(res, number)
    });
    for _ in 0..3 {
        drop(start(&site, Request::get("/")).await.into_body().collect().await);
    }
    match rendered.load(Ordering::Relaxed) {
        1 => true,
        3 => false,
        other => panic!("rendered {other} times"),
    }
}

/// Returns whether the page is stored if a layer inside the cache changes its response.
async fn is_stored_with(change: fn(&mut http::Response<Body>)) -> bool {
    is_stored(move |res, number| {
        let mut response = numbered(res, number);
        change(&mut response);
        response
    })
    .await
}

fn header(response: &mut http::Response<Body>, name: &'static str, value: &'static str) {
    response
        .headers_mut()
        .append(HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap());
}

#[tokio::test]
async fn a_page_for_every_client_is_stored() {
    assert!(is_stored(numbered).await);
    assert!(is_stored(|res, _| res.send("")).await, "an empty one");
    assert!(is_stored(|res, _| res.stream(async |mut page| page.write("a").flush().await)).await);
    let answer = |res: Response<Cacheable>, _| {
        res.relay(http::Response::new(http_body_util::Full::from("relayed")))
    };
    assert!(is_stored(answer).await);
}

#[tokio::test]
async fn the_cache_control_of_a_layer_inside_counts() {
    let no: [fn(&mut http::Response<Body>); 18] = [
        |response| *response.status_mut() = StatusCode::NOT_FOUND,
        |response| header(response, "set-cookie", "a=1"),
        |response| header(response, "vary", "*"),
        |response| header(response, "vary", "accept, *"),
        |response| header(response, "vary", "caf\u{e9}"),
        |response| header(response, "cache-control", "max-age=60, Private"),
        |response| header(response, "cache-control", "private=\"x-user\""),
        |response| header(response, "cache-control", "no-cache"),
        |response| header(response, "cache-control", "No-Cache=\"set-cookie\""),
        |response| header(response, "cache-control", "no-store"),
        |response| header(response, "cache-control", "max-age=0"),
        |response| header(response, "cache-control", "max-age=-1"),
        |response| header(response, "cache-control", "max-age=60, max-age=0"),
        |response| header(response, "cache-control", "max-age=60, s-maxage=0"),
        |response| header(response, "cache-control", "private, caf\u{e9}"),
        |response| header(response, "expires", "0"),
        |response| header(response, "pragma", "no-cache"),
        |response| header(response, "content-security-policy", "script-src 'Nonce-abc'"),
    ];
    for (index, change) in no.into_iter().enumerate() {
        assert!(!is_stored_with(change).await, "{index}");
    }
    let yes: [fn(&mut http::Response<Body>); 7] = [
        |response| header(response, "cache-control", "public, max-age=60"),
        |response| header(response, "cache-control", "MAX-AGE=60"),
        |response| header(response, "cache-control", "max-age=\"60\", x=\"private, no-store\""),
        |response| header(response, "cache-control", "max-age=99999999999999999999"),
        |response| header(response, "cache-control", "proxy-revalidate, max-age=60"),
        |response| header(response, "content-security-policy", "script-src 'self'"),
        |response| header(response, "vary", "accept"),
    ];
    for (index, change) in yes.into_iter().enumerate() {
        assert!(is_stored_with(change).await, "{index}");
    }
}

#[tokio::test]
async fn the_cache_control_of_the_page_counts() {
    let minute = Duration::from_secs(60);
    let stored = |control: CacheControl| {
        is_stored(move |res, n| numbered(res.with_cache_control(control.clone()), n))
    };
    assert!(stored(CacheControl::public(minute)).await);
    assert!(!stored(CacheControl::public(minute).no_cache()).await);
    assert!(!stored(CacheControl::public(Duration::ZERO)).await);
    assert!(!stored(CacheControl::private(minute)).await);
    assert!(!stored(CacheControl::no_store()).await);
    let keep = |time| {
        is_stored(move |mut res, number| {
            res.keep_for(time);
            numbered(res, number)
        })
    };
    assert!(keep(minute).await && !keep(Duration::ZERO).await);
}

/// A temporary failure is not cached for every client.
#[tokio::test]
async fn a_page_that_was_recovered_is_not_stored() {
    const NO: &str = "no database";
    let pages: [(Page, bool); 6] = [
        (
            |res, _| {
                res.stream(async |mut page| {
                    page.part_or_else(
                        async |_| Err::<(), _>(NO),
                        |_, page| _ = page.write("sorry"),
                    );
                })
            },
            false,
        ),
        (
            |res, _| {
                res.stream(async |mut page| {
                    page.part_or_else(
                        async |_| Ok::<_, &str>(()),
                        |_, page| _ = page.write("sorry"),
                    );
                })
            },
            true,
        ),
        (
            |mut res, _| {
                let html = res.set_html();
                res.stream(async move |mut page| {
                    page.boundary_or_else(
                        &html,
                        "..",
                        async |_| Err::<(), _>(NO),
                        |_, page| _ = page.write("sorry"),
                    );
                })
            },
            false,
        ),
        (
            |res, _| {
                res.stream(async |mut page| {
                    page.part(async |mut part| {
                        part.part_or_else(
                            async |_| -> () { panic!("deep") },
                            |_, page| _ = page.write("sorry"),
                        );
                    });
                })
            },
            false,
        ),
        (
            |mut res, _| {
                let html = res.set_html();
                res.stream(async move |mut page| _ = page.write_meta_noindex(&html))
            },
            false,
        ),
        (
            |mut res, _| {
                let html = res.set_html();
                res.stream(async move |mut page| _ = page.write_meta_refresh(&html, "/login"))
            },
            false,
        ),
    ];
    for (index, (page, expected)) in pages.into_iter().enumerate() {
        assert_eq!(is_stored(page).await, expected, "{index}");
    }
}

#[tokio::test]
async fn a_page_that_fails_is_not_stored() {
    assert!(
        !is_stored(|res, _| res.stream(async |mut page| {
            page.write("half").flush().await?;
            Err::<(), _>(Box::<dyn std::error::Error + Send + Sync>::from("no database"))
        }))
        .await
    );
    assert!(!is_stored(|res, _| res.stream(async |_| -> () { panic!("no database") })).await);
}

/// A nonce is for one response.
#[tokio::test]
async fn a_page_with_a_nonce_is_not_stored() {
    assert!(
        !is_stored(|mut res, number| {
            let _html = res.set_html().with_nonce(Nonce::try_from("cmFuZG9t").unwrap());
            numbered(res, number)
        })
        .await
    );
    assert!(
        !is_stored(|res, number| {
            let policy = HeaderValue::from_static("script-src 'nonce-cmFuZG9t'");
            numbered(res.with_header(CONTENT_SECURITY_POLICY, policy), number)
        })
        .await
    );
    assert!(
        is_stored(|mut res, number| {
            let _html = res.set_html();
            numbered(res, number)
        })
        .await
    );
}

/// A response that can read cookies may have read one.
#[tokio::test]
async fn a_page_of_a_request_whose_cookies_could_be_read_is_not_stored() {
    let rendered = |page: fn(&Request<Nothing>) -> http::Response<Body>| async move {
        let site = site_of(PageCache::new(MIB).layer(), move |request, number| {
            let mut response = page(request);
            response.headers_mut().insert("x-number", HeaderValue::from(number));
            response
        });
        ask(&site, Request::get("/")).await;
        ask(&site, Request::get("/")).await.0.headers["x-number"].clone()
    };
    assert_eq!(rendered(|_| Response::<Head>::new().send("")).await, "2");
    assert_eq!(rendered(|request| Response::<Head>::for_request(request).send("")).await, "2");
    assert_eq!(rendered(|request| Response::<Cacheable>::for_request(request).send("")).await, "1");
    let both = |request: &Request<Nothing>| {
        let greets = Response::<Head>::for_request(request).cookies().get("name").is_some();
        Response::<Cacheable>::for_request(request).send(if greets { "hello" } else { "" })
    };
    assert_eq!(rendered(both).await, "2");
    // A ticket of another request.
    let other =
        |_: &Request<Nothing>| Response::<Cacheable>::for_request(&Request::new(())).send("");
    assert_eq!(rendered(other).await, "2");
}

/// A layer inside may set such a header, and a server would not send the response.
#[tokio::test]
async fn a_page_whose_content_length_is_wrong_is_not_stored() {
    for (length, expected) in [("3", false), ("4", true), ("5", false), ("4 ", false), ("x", false)]
    {
        let stored = is_stored(move |res, _| {
            let mut response = res.stream(async |mut page| page.write("page").flush().await);
            response.headers_mut().insert("content-length", HeaderValue::from_static(length));
            response
        });
        assert_eq!(stored.await, expected, "{length:?}");
    }
}

/// The order of the extractors does not matter.
#[tokio::test]
async fn a_page_whose_handler_reads_the_cookies_is_not_stored() {
    let pages = PageCache::new(MIB);
    let name = |cookies: &headfirst::Cookies| cookies.get("name").unwrap_or("you").to_owned();
    let greets =
        async move |cookies: headfirst::Cookies, res: Response<Cacheable>| res.send(name(&cookies));
    let app = axum::Router::new().route("/", axum::routing::get(greets)).layer(pages.layer());
    for (cookie, shown) in [("name=ann", "ann"), ("name=bob", "bob"), ("", "you"), ("name=c", "c")]
    {
        assert_eq!(routed(&app, Request::get("/").header("cookie", cookie)).await.1, shown);
    }
}

#[tokio::test]
async fn a_page_of_a_middleware_inside_the_cache_is_not_stored() {
    // It continues, responds itself, and responds with a page that reads no cookies.
    for which in 0..3 {
        let pages = PageCache::new(MIB);
        let guard = move |res: Response<Middleware>| {
            let token = res.cookies().get("token").map(str::to_owned);
            std::future::ready(match (token, which) {
                (Some(_), 0) => res.next(),
                (Some(_), 1) => res.skip_handler().send("members only").into(),
                (Some(_), _) => Response::<Cacheable>::for_request(&Request::new(()))
                    .send("members only")
                    .into(),
                (None, _) => res.skip_handler().with_status(StatusCode::FORBIDDEN).send("").into(),
            })
        };
        let handler = service_fn(|request: Request<Nothing>| {
            let page = Response::<Cacheable>::for_request(&request).send("members only");
            std::future::ready(Ok::<_, Infallible>(page))
        });
        let service = ServiceBuilder::new()
            .layer(pages.layer())
            .layer(middleware(Matcher::everything(), guard))
            .service(handler);
        for (cookie, status) in [("token=t1", 200), ("", 403), ("token=t1", 200)] {
            let request = Request::get("/").header("cookie", cookie).body(Empty::new()).unwrap();
            assert_eq!(service.clone().oneshot(request).await.unwrap().status(), status, "{which}");
        }
    }
    // The same, as a middleware of axum.
    let pages = PageCache::new(MIB);
    let guard = async |res: Response<Middleware>,
                       request: axum::extract::Request,
                       _: axum::middleware::Next| {
        let page = Response::<Cacheable>::for_request(&request);
        let text = if res.cookies().get("token").is_some() { "members only" } else { "go away" };
        page.send(text)
    };
    let app = axum::Router::new()
        .route("/", axum::routing::get(async || "never"))
        .layer(axum::middleware::from_fn(guard))
        .layer(KeepCookiesLayer::new())
        .layer(pages.layer());
    let member = Request::get("/").header("cookie", "token=t1");
    assert_eq!(routed(&app, member).await.1, "members only");
    assert_eq!(routed(&app, Request::get("/")).await.1, "go away");
}

#[tokio::test]
async fn axum_accepts_the_cache_as_a_layer_of_a_route_and_of_a_router() {
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
        .layer(KeepCookiesLayer::new());
    for (target, expected) in [("/", "shared"), ("/own", "t1"), ("/", "shared")] {
        let request = Request::get(target).header("cookie", "token=t1");
        assert_eq!(routed(&app, request).await.1, expected);
    }
}

#[tokio::test]
async fn the_headers_of_a_page_are_stored_and_those_of_its_connection_are_not() {
    let site = site(&PageCache::new(MIB), |res, number| {
        let mut response = numbered(res, number);
        for (name, value) in [
            ("link", "<a>"),
            ("link", "<b>"),
            ("connection", "x-hop"),
            ("x-hop", "1"),
            ("keep-alive", "timeout=5"),
            ("proxy-authenticate", "Basic"),
        ] {
            header(&mut response, name, value);
        }
        response
    });
    get(&site, "/").await;
    let (head, body) = ask(&site, Request::get("/")).await;
    assert_eq!((head.status.as_u16(), body.as_str()), (200, "page 1"));
    assert_eq!(head.headers.get_all("link").iter().collect::<Vec<_>>(), ["<a>", "<b>"]);
    for gone in ["connection", "x-hop", "keep-alive", "proxy-authenticate"] {
        assert!(!head.headers.contains_key(gone), "{gone}");
    }
}

/// Pages of exactly an eighth of the cache, and of one byte more.
#[tokio::test]
async fn a_page_that_is_too_large_is_not_stored() {
    let page = |size: usize| {
        move |res: Response<Cacheable>, _| {
            res.stream(async move |mut page| {
                for _ in 0..size / 1024 {
                    page.write("x".repeat(1024)).await?;
                }
                page.write("x".repeat(size % 1024)).await?;
                page.flush().await
            })
        }
    };
    assert!(is_stored(page(MIB / 8)).await);
    assert!(!is_stored(page(MIB / 8 + 1)).await);
    assert!(!is_stored(|res, _| res.send("x".repeat(MIB / 8 + 1))).await);
}
