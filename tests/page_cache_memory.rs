//! The memory of a page cache. The tests count the allocations of their thread. They run alone in their process, one
//! after the other, because any thread that uses a cache may free the pages that are evicted.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use allocation_counter::measure;
use bytes::Bytes;
use futures_util::FutureExt;
use headfirst::page_cache::CachedBody;
use headfirst::{Body, Cacheable, PageCache, Response};
use http::Request;
use http_body::Body as _;
use http_body_util::{BodyExt, Empty};
use tower::util::BoxCloneSyncService;
use tower::{ServiceBuilder, ServiceExt, service_fn};

const MIB: usize = 1024 * 1024;

type Site =
    BoxCloneSyncService<Request<Empty<Bytes>>, http::Response<CachedBody<Body>>, Infallible>;

/// A site whose pages are numbered as they are rendered, behind a cache.
fn site<F>(pages: &PageCache, page: F) -> Site
where
    F: Fn(Response<Cacheable>, usize) -> http::Response<Body> + Send + Sync + 'static,
{
    let rendered = AtomicUsize::new(0);
    let page = Arc::new(move |res| page(res, rendered.fetch_add(1, Ordering::Relaxed)));
    let handler = service_fn(move |request| {
        std::future::ready(Ok(page(Response::<Cacheable>::for_request(&request))))
    });
    BoxCloneSyncService::new(ServiceBuilder::new().layer(pages.layer()).service(handler))
}

/// A site whose pages have this size, in chunks.
fn sized(pages: &PageCache, size: usize, chunk: usize) -> Site {
    site(pages, move |res, _| {
        res.stream(async move |mut page| {
            for _ in 0..size / chunk {
                page.write(vec![b'x'; chunk]).await?;
            }
            page.flush().await
        })
    })
}

/// Takes frames until this many bytes were received, or until the end.
fn take(body: &mut CachedBody<Body>, bytes: usize) -> usize {
    let mut cx = Context::from_waker(Waker::noop());
    let (mut taken, mut body) = (0, pin!(body));
    while taken < bytes {
        match body.as_mut().poll_frame(&mut cx) {
            Poll::Ready(Some(frame)) => taken += frame.unwrap().into_data().unwrap().len(),
            Poll::Ready(None) => break,
            Poll::Pending => panic!("a page that waits for nothing"),
        }
    }
    taken
}

fn answer(site: &Site, request: http::request::Builder) -> CachedBody<Body> {
    let answer = site.clone().oneshot(request.body(Empty::new()).unwrap()).now_or_never();
    answer.unwrap().unwrap().into_body()
}

fn ask_now(site: &Site, target: &str) -> CachedBody<Body> {
    answer(site, Request::get(target))
}

/// Returns the peak of allocated bytes, and the bytes that were left.
fn peak(work: impl FnOnce()) -> (usize, usize) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let measured = measure(work);
    (measured.bytes_max as usize, measured.bytes_current.max(0) as usize)
}

/// The bytes of one page, and those of the test itself.
const SLACK: usize = 3 * MIB;

#[test]
fn clients_that_do_not_take_the_end_share_one_page() {
    let (most, _) = peak(|| {
        let site = sized(&PageCache::new(16 * MIB), 2 * MIB, 16 * 1024);
        let mut bodies: Vec<_> = (0..200).map(|_| ask_now(&site, "/")).collect();
        for body in &mut bodies {
            assert_eq!(take(body, 2 * MIB - 16 * 1024), 2 * MIB - 16 * 1024);
        }
    });
    assert!(most < 16 * MIB, "{most} bytes");
}

#[test]
fn pages_of_many_targets_that_are_being_sent_count() {
    let (most, _) = peak(|| {
        let site = sized(&PageCache::new(16 * MIB), 2 * MIB, 16 * 1024);
        let mut bodies: Vec<_> =
            (0..200).map(|number| ask_now(&site, &format!("/?{number}"))).collect();
        for body in &mut bodies {
            take(body, 2 * MIB - 16 * 1024);
        }
    });
    assert!(most < 16 * MIB + SLACK + 200 * 24 * 1024, "{most} bytes");
}

#[test]
fn the_cached_pages_stay_within_the_budget() {
    for (size, chunk) in [(0, 1), (1024, 1024), (40 * 1024, 1000), (2 * MIB, 16 * 1024)] {
        let pages = PageCache::new(16 * MIB);
        let (most, left) = peak(|| {
            let site = sized(&pages, size, chunk);
            let count = (32 * MIB / (size + 1)).clamp(20, 4_000);
            for number in 0..count {
                take(&mut ask_now(&site, &format!("/?{number}")), usize::MAX);
            }
        });
        println!("{size}: {most} at most, {left} at the end: {pages:?}");
        assert!(most < 16 * MIB + SLACK, "{size}: {most} bytes");
        assert!(left < 16 * MIB, "{size}: {left} bytes");
    }
}

/// The bodies that send an evicted page still hold it, so it counts.
#[test]
fn evicted_pages_that_are_being_sent_count() {
    let (most, _) = peak(|| {
        let site = sized(&PageCache::new(16 * MIB), 2 * MIB, 16 * 1024);
        let mut slow = Vec::new();
        for number in 0..20 {
            let target = format!("/?{number}");
            take(&mut ask_now(&site, &target), usize::MAX);
            let mut hit = ask_now(&site, &target);
            take(&mut hit, 1);
            slow.push(hit);
        }
    });
    assert!(most < 16 * MIB + SLACK, "{most} bytes");
}

/// A page that is too large is sent without a record. The bytes that a slow reader has not read count.
#[test]
fn pages_that_are_too_large_count_while_they_are_shared() {
    let (most, _) = peak(|| {
        let site = sized(&PageCache::new(16 * MIB), 4 * MIB, 16 * 1024);
        let mut slow = Vec::new();
        for number in 0..60 {
            let target = format!("/?{number}");
            let (mut fast, stopped) = (ask_now(&site, &target), ask_now(&site, &target));
            take(&mut fast, 4 * MIB - 16 * 1024);
            slow.push((fast, stopped));
        }
    });
    assert!(most < 16 * MIB + SLACK, "{most} bytes");
}

/// The query and the header values, which a client chooses, count too.
#[test]
fn keys_count() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, |res, number| {
        let vary = http::HeaderValue::from_static("accept-language");
        res.with_header(headfirst::header::VARY, vary).send(format!("page {number}"))
    });
    let (most, _) = peak(|| {
        for number in 0..4_000 {
            let language = format!("{number}{}", "y".repeat(500));
            let target = format!("/?{number}{}", "x".repeat(1000));
            let request = Request::get(target).header("accept-language", language);
            take(&mut answer(&site, request), usize::MAX);
        }
    });
    assert!(most < 2 * MIB, "{most} bytes");
}

/// The names of pages that were evicted are removed before they add up.
#[test]
fn tags_count() {
    let pages = PageCache::new(4 * MIB);
    let site = site(&pages, |mut res, number| {
        for tag in 0..50 {
            res.add_tag(format!("{number} {tag} {}", "x".repeat(100)));
        }
        res.send("")
    });
    let (most, _) = peak(|| {
        for number in 0..2_000 {
            take(&mut ask_now(&site, &format!("/{number}")), usize::MAX);
        }
    });
    assert!(most < 4 * MIB, "{most} bytes");
}

/// Targets that are not cached leave no memory that adds up.
#[test]
fn targets_that_are_not_cached_leave_little() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, |res, _| res.with_status(http::StatusCode::NOT_FOUND).send(""));
    let (most, _) = peak(|| {
        for number in 0..4_000 {
            take(&mut ask_now(&site, &format!("/{number}{}", "x".repeat(1000))), usize::MAX);
        }
    });
    assert!(most < MIB, "{most} bytes");
}

/// A hit copies no content.
#[test]
fn a_hit_copies_nothing() {
    let pages = PageCache::new(64 * MIB);
    let site = sized(&pages, 4 * MIB, 16 * 1024);
    take(&mut ask_now(&site, "/"), usize::MAX);
    let (most, _) = peak(|| assert_eq!(take(&mut ask_now(&site, "/"), usize::MAX), 4 * MIB));
    assert!(most < 4096, "{most} bytes");
}

/// The first rendering copies each recorded byte once.
#[test]
fn shared_bytes_are_the_same_for_each_reader() {
    let page = |res: Response<Cacheable>, _| res.send("x".repeat(64 * 1024));
    let site = site(&PageCache::new(MIB), page);
    take(&mut ask_now(&site, "/"), usize::MAX);
    let first = |mut body: CachedBody<Body>| body.frame().now_or_never().unwrap().unwrap().unwrap();
    let [one, other] = [ask_now(&site, "/"), ask_now(&site, "/")].map(first);
    let [one, other] = [one, other].map(|frame| frame.into_data().unwrap().as_ptr());
    assert_eq!(one, other);
}
