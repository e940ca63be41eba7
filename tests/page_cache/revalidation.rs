//! Revalidation: the changes that evict a page.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::routing::get as route;
use headfirst::middleware::{KeepCookiesLayer, RunToEndLayer};
use headfirst::{Action, ActionGuard, Cacheable, PageCache, Response, Revalidate, Revalidation};
use http::{HeaderValue, Request, StatusCode};
use tower::ServiceExt;

use super::*;

/// A site of pages with tags, and the pages that a client then sees.
fn tagged(pages: &PageCache) -> Site {
    site(pages, |mut res, number| {
        if res.uri().path().starts_with("/todos") {
            res.add_tag("todos").add_tag("front");
        }
        numbered(res, number)
    })
}

const TARGETS: [&str; 6] = ["/", "/todos", "/todos?page=2", "/todos/1", "/todos-old", "/gr%C3%BCn"];

/// Returns which of [`TARGETS`] an action evicts.
async fn evicts(change: impl FnOnce(&mut Response<Action>)) -> Vec<&'static str> {
    let pages = PageCache::new(MIB);
    let site = tagged(&pages);
    for target in TARGETS {
        get(&site, target).await;
    }
    let request = Request::post("/").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let mut res = ActionGuard::new(pages).start(&request).unwrap();
    change(&mut res);
    assert_eq!(get(&site, "/").await, "page 1", "the action goes on");
    drop(res.redirect(HeaderValue::from_static("/todos")));
    let mut evicted = Vec::new();
    for (index, target) in TARGETS.into_iter().enumerate() {
        if get(&site, target).await != format!("page {}", index + 1) {
            evicted.push(target);
        }
    }
    evicted
}

#[tokio::test]
async fn an_action_evicts_before_its_own_response_is_sent() {
    let by_path = |path: &'static str| evicts(move |res| _ = res.revalidate_path(path).unwrap());
    assert_eq!(by_path("/").await, ["/"]);
    let both = ["/todos", "/todos?page=2"];
    for spelling in ["/todos", "/todos?page=2", "/todos#f", "/t%6fdos", "/a/../todos"] {
        assert_eq!(by_path(spelling).await, both, "{spelling}");
    }
    assert_eq!(by_path("/gr\u{fc}n").await, ["/gr%C3%BCn"]);
    assert_eq!(by_path("/gr%c3%bcn").await, ["/gr%C3%BCn"]);
    assert_eq!(by_path("/todo").await, [""; 0]);
    let below =
        |path: &'static str| evicts(move |res| _ = res.revalidate_path_prefix(path).unwrap());
    assert_eq!(below("/todos").await, ["/todos", "/todos?page=2", "/todos/1"]);
    assert_eq!(below("/todos/").await, ["/todos/1"]);
    assert_eq!(below("/").await, TARGETS);
    let by_tag = |tag: &'static str| evicts(move |res| _ = res.revalidate_tag(tag));
    assert_eq!(by_tag("todos").await, ["/todos", "/todos?page=2", "/todos/1", "/todos-old"]);
    assert_eq!(by_tag("todo").await, [""; 0]);
    assert_eq!(evicts(|res| _ = res.revalidate_all()).await, TARGETS);
    assert_eq!(evicts(|_| {}).await, [""; 0]);
}

#[test]
fn an_invalid_path_is_an_error() {
    let request = Request::post("/").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let mut res = ActionGuard::new(PageCache::new(MIB)).start(&request).unwrap();
    for text in ["todos", "", "?page=2", "https://shop.example/", "//shop.example/", "/a\nb"] {
        assert!(res.revalidate_path(text).is_err() && res.revalidate_path_prefix(text).is_err());
    }
    drop(res.redirect(HeaderValue::from_static("/")));
}

/// The router decodes the parameters of a handler, so all spellings of a path show the same page.
#[tokio::test]
async fn a_path_evicts_all_its_spellings() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, numbered);
    for target in ["/@bob", "/%40bob", "/%40%62ob", "/a%2Fb", "/a/b"] {
        get(&site, target).await;
    }
    pages.revalidate(&[Revalidation::Path("/@bob".parse().unwrap())]);
    for target in ["/@bob", "/%40bob", "/%40%62ob"] {
        assert!(!["page 1", "page 2", "page 3"].contains(&&*get(&site, target).await), "{target}");
    }
    assert_eq!(
        (get(&site, "/a%2Fb").await, get(&site, "/a/b").await),
        ("page 4".into(), "page 5".into())
    );
}

/// RFC 9111 §4.4.
#[tokio::test]
async fn an_unsafe_request_evicts_its_target() {
    let pages = PageCache::new(MIB);
    let site = site_of(pages.layer(), |request, number| {
        let status =
            request.headers().get("x-status").map_or(200, |s| s.to_str().unwrap().parse().unwrap());
        numbered(
            Response::<Cacheable>::for_request(request)
                .with_status(StatusCode::from_u16(status).unwrap()),
            number,
        )
    });
    let mut before = get(&site, "/todos").await;
    for (method, status, evicts) in [
        ("POST", "200", true),
        ("POST", "303", true),
        ("DELETE", "204", true),
        ("FROBNICATE", "200", true),
        ("POST", "422", false),
        ("POST", "500", false),
        ("OPTIONS", "200", false),
    ] {
        ask(&site, Request::builder().method(method).uri("/todos?x").header("x-status", status))
            .await;
        let after = get(&site, "/todos").await;
        assert_eq!(before != after, evicts, "{method} {status}");
        before = after;
    }
}

/// One change in a slow store.
#[derive(Clone)]
struct Store {
    value: Arc<Mutex<&'static str>>,
    actions: ActionGuard,
}

impl axum::extract::FromRef<Store> for ActionGuard {
    fn from_ref(store: &Store) -> Self {
        store.actions.clone()
    }
}

async fn show(State(store): State<Store>, mut res: Response<Cacheable>) -> http::Response<Body> {
    res.add_tag("value");
    res.send(*store.value.lock().unwrap())
}

async fn change(store: Store, mut res: Response<Action>, is_first: bool) -> http::Response<Body> {
    if is_first {
        res.revalidate_tag("value");
    }
    tokio::time::sleep(Duration::from_millis(30)).await;
    *store.value.lock().unwrap() = "new";
    tokio::time::sleep(Duration::from_millis(30)).await;
    if !is_first {
        res.revalidate_tag("value");
    }
    res.redirect(HeaderValue::from_static("/"))
}

/// The action revalidates before its change, or after it.
#[tokio::test]
async fn a_client_that_disconnects_does_not_separate_a_change_from_its_revalidation() {
    for is_first in [true, false] {
        for leaves_after in [0, 10, 40] {
            let pages = PageCache::new(MIB);
            let store = Store {
                value: Arc::new(Mutex::new("old")),
                actions: ActionGuard::new(pages.clone()),
            };
            let act = move |State(store), res| change(store, res, is_first);
            let app = axum::Router::new()
                .route("/", route(show).layer(pages.layer()).post(act))
                .layer(RunToEndLayer::new(|task| drop(tokio::spawn(task))))
                .layer(KeepCookiesLayer::new())
                .with_state(store);
            assert_eq!(routed(&app, Request::get("/")).await.1, "old");
            let post = Request::post("/").header("sec-fetch-site", "same-origin");
            let post = app.clone().oneshot(post.body(axum::body::Body::empty()).unwrap());
            let left = tokio::time::timeout(Duration::from_millis(leaves_after), post).await;
            assert!(left.is_err(), "the client has left");
            // Another client requests the page meanwhile, and it is cached.
            routed(&app, Request::get("/")).await;
            tokio::time::sleep(Duration::from_millis(150)).await;
            assert_eq!(routed(&app, Request::get("/")).await.1, "new", "{is_first} {leaves_after}");
        }
    }
}

#[tokio::test]
async fn an_action_that_runs_to_its_end_responds_and_panics_as_without_the_layer() {
    let app = axum::Router::new()
        .route(
            "/",
            axum::routing::any(async |method: http::Method| {
                assert_ne!(method, "DELETE", "it panics");
                method.to_string()
            }),
        )
        .layer(RunToEndLayer::new(|task| drop(tokio::spawn(task))));
    for method in ["GET", "POST"] {
        assert_eq!(routed(&app, Request::builder().method(method).uri("/")).await.1, method);
    }
    let app = app.clone();
    let deleted = tokio::spawn(async move { routed(&app, Request::delete("/")).await.1 });
    assert!(deleted.await.unwrap_err().is_panic());
}

/// A revalidation takes no longer for many pages than for few.
#[tokio::test]
async fn the_cost_of_a_revalidation_does_not_grow_with_the_other_pages() {
    let pages = PageCache::new(1024 * MIB);
    let site = site(&pages, |mut res, number| {
        res.add_tag(format!("tag {}", number % 100));
        res.send("")
    });
    let mut asked = 0;
    let mut time = async |count: usize| {
        while asked < count {
            get(&site, &format!("/{asked}")).await;
            asked += 1;
        }
        let began = Instant::now();
        for number in 0..200 {
            pages.revalidate(&[
                Revalidation::Path(format!("/{number}").parse().unwrap()),
                Revalidation::Tag(format!("tag {}", number % 100).into()),
            ]);
        }
        began.elapsed() / 200
    };
    let few = time(100).await;
    let many = time(20_000).await;
    println!("{few:?} with 100 pages, {many:?} with 20,000");
    // A check of each page would take two hundred times as long.
    assert!(many < Duration::from_micros(200).max(10 * few), "{few:?} {many:?}");
}

/// Under load, each cached page shows the last change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cached_page_shows_the_last_change() {
    let pages = PageCache::new(MIB);
    let value = Arc::new(AtomicUsize::new(0));
    let shown = Arc::clone(&value);
    let site = site(&pages, move |mut res, _| {
        let shown = shown.load(Ordering::SeqCst);
        res.add_tag("value");
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
    for round in 0..500 {
        let last = value.fetch_add(1, Ordering::SeqCst) + 1;
        pages.revalidate(&[match round % 3 {
            0 => Revalidation::Path("/".parse().unwrap()),
            1 => Revalidation::Tag("value".into()),
            _ => Revalidation::All,
        }]);
        let seen: usize = get(&site, "/").await.parse().unwrap();
        assert_eq!(seen, last);
        tokio::task::yield_now().await;
    }
    for reader in readers {
        reader.await.unwrap();
    }
}
