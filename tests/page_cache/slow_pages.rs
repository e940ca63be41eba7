//! Pages that are sent for longer than they are fresh.

use std::time::Duration;

use headfirst::{CacheControl, Cacheable, PageCache, Response};
use http::{HeaderValue, Request};
use tokio::sync::Semaphore;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// A site whose pages of this kind end when the test lets the page of their number end.
struct Slow {
    site: Site,
    gates: Arc<[Semaphore; 6]>,
}

impl Slow {
    fn new(pages: &PageCache, kind: fn(Response<Cacheable>) -> Response<Cacheable>) -> Self {
        let gates: Arc<[Semaphore; 6]> = Arc::new([(); 6].map(|()| Semaphore::new(0)));
        let of_pages = Arc::clone(&gates);
        let site = site(pages, move |res, number| {
            let gates = Arc::clone(&of_pages);
            kind(res).stream(async move |mut page| {
                page.write(format!("page {number}")).flush().await?;
                drop(gates[number].acquire().await);
                page.write(" ends").flush().await
            })
        });
        Self { site, gates }
    }

    /// Requests the page, and returns its first frame, the rest, and its age.
    async fn start(&self) -> (String, CachedBody<Body>, Option<HeaderValue>) {
        let response = start(&self.site, Request::get("/")).await;
        let age = response.headers().get("age").cloned();
        let mut body = response.into_body();
        let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
        (String::from_utf8(first.to_vec()).unwrap(), body, age)
    }

    fn end(&self, number: usize) {
        self.gates[number].add_permits(1);
    }
}

#[tokio::test]
async fn no_request_joins_a_page_that_has_expired() {
    let kinds: [fn(Response<Cacheable>) -> Response<Cacheable>; 3] = [
        |mut res| {
            res.keep_for(SECOND);
            res
        },
        |res| res.with_cache_control(CacheControl::public(SECOND)),
        |mut res| {
            res.keep_for(60 * SECOND);
            res.with_cache_control(CacheControl::public(SECOND).stale_while_revalidate(60 * SECOND))
        },
    ];
    for (index, kind) in kinds.into_iter().enumerate() {
        let pages = PageCache::new(MIB).refresh_with(|task| drop(tokio::spawn(task)));
        let slow = Slow::new(&pages, kind);
        let (text_1, rest_1, _) = slow.start().await;
        let (text_2, rest_2, _) = slow.start().await;
        assert_eq!((&*text_1, &*text_2), ("page 1", "page 1"), "{index}");
        tokio::time::sleep(Duration::from_millis(1010)).await;
        let (text_3, rest_3, age) = slow.start().await;
        let (text_4, rest_4, _) = slow.start().await;
        assert_eq!((&*text_3, &*text_4, age), ("page 2", "page 2", None), "{index}");
        for (number, rest) in [(2, rest_3), (2, rest_4), (1, rest_1), (1, rest_2)] {
            slow.end(number);
            assert_eq!(text(rest).await, " ends");
        }
        assert_eq!(
            get(&slow.site, "/").await,
            "page 2 ends",
            "{index}: the older page ended later"
        );
    }
}

/// As a cached page would have.
#[tokio::test]
async fn a_page_that_is_being_sent_has_its_age_when_a_request_joins() {
    let slow = Slow::new(&PageCache::new(MIB), |res| res);
    let (_, rest, age) = slow.start().await;
    assert_eq!(age, None);
    tokio::time::sleep(Duration::from_millis(1010)).await;
    let (joined, _rest, age) = slow.start().await;
    assert_eq!((&*joined, age), ("page 1", Some(HeaderValue::from(1))));
    slow.end(1);
    assert_eq!(text(rest).await, " ends");
    assert_eq!(get(&slow.site, "/").await, "page 1 ends");
}

/// A page that is stale at once is for the requests that waited for it.
#[tokio::test]
async fn a_page_without_a_lifetime_is_shared_by_the_requests_that_wait() {
    let pages = PageCache::new(MIB).refresh_with(|task| drop(tokio::spawn(task)));
    let rendered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rendered);
    let handler = tower::service_fn(move |request: Request<Nothing>| {
        let number = count.fetch_add(1, Ordering::Relaxed) + 1;
        async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let control = CacheControl::public(Duration::ZERO).stale_while_revalidate(60 * SECOND);
            let res = Response::<Cacheable>::for_request(&request).with_cache_control(control);
            Ok::<_, Infallible>(res.stream(async move |mut page| {
                page.write(format!("page {number}")).flush().await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
                page.write(" ends").flush().await
            }))
        }
    });
    let site: Site =
        BoxCloneSyncService::new(ServiceBuilder::new().layer(pages.layer()).service(handler));
    let one = start(&site, Request::get("/"));
    let other = start(&site, Request::get("/"));
    let (one, other) = tokio::join!(one, other);
    let third = start(&site, Request::get("/")).await;
    let all = [one, other, third].map(|response| text(response.into_body()));
    let all = futures_util::future::join_all(all).await;
    assert_eq!(all, ["page 1 ends", "page 1 ends", "page 2 ends"]);
}
