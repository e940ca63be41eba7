//! Single flight: concurrent requests for one page share one rendering.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use headfirst::page_cache::SharedRenderError;
use headfirst::{Cacheable, Head, PageCache, Response, Revalidate, Revalidation};
use http::{HeaderMap, HeaderValue, Request};
use http_body::Frame;
use http_body_util::StreamBody;
use tokio::sync::Semaphore;
use tower::limit::ConcurrencyLimitLayer;
use tower::{Service, ServiceExt, service_fn};

use super::*;

type Gate = Arc<Semaphore>;

fn gate() -> Gate {
    Arc::new(Semaphore::new(0))
}

/// A page that waits in the middle until the test lets it continue.
fn halves(gate: &Gate) -> impl Fn(Response<Cacheable>, usize) -> http::Response<Body> + use<> {
    let gate = Arc::clone(gate);
    move |res, number| {
        let gate = Arc::clone(&gate);
        res.stream(async move |mut page| {
            page.write(format!("first half {number}, "));
            drop(gate.acquire().await);
            page.write("second half");
        })
    }
}

async fn frame(body: &mut CachedBody<Body>) -> Bytes {
    body.frame().await.unwrap().unwrap().into_data().unwrap()
}

#[tokio::test]
async fn a_page_streams_to_all_clients_that_request_it_meanwhile() {
    let gate = gate();
    let site = site(&PageCache::new(MIB), halves(&gate));
    let mut readers = Vec::new();
    for _ in 0..20 {
        let mut body = start(&site, Request::get("/")).await.into_body();
        assert_eq!(frame(&mut body).await, "first half 1, ", "before the page has ended");
        readers.push(body);
    }
    gate.add_permits(1);
    for body in readers {
        assert_eq!(text(body).await, "second half");
    }
    assert_eq!(get(&site, "/").await, "first half 1, second half");
}

/// A site whose handler waits before it responds.
fn slow(
    pages: &PageCache,
    gate: &Gate,
    page: fn(&Request<Nothing>, usize) -> http::Response<Body>,
) -> Site {
    let (gate, rendered) = (Arc::clone(gate), Arc::new(AtomicUsize::new(0)));
    let handler = service_fn(move |request: Request<Nothing>| {
        let (gate, rendered) = (Arc::clone(&gate), Arc::clone(&rendered));
        async move {
            let number = rendered.fetch_add(1, Ordering::Relaxed) + 1;
            drop(gate.acquire().await);
            Ok(page(&request, number))
        }
    });
    BoxCloneSyncService::new(ServiceBuilder::new().layer(pages.layer()).service(handler))
}

fn shared(request: &Request<Nothing>, number: usize) -> http::Response<Body> {
    numbered(Response::<Cacheable>::for_request(request), number)
}

#[tokio::test]
async fn twenty_concurrent_requests_share_one_render() {
    let gate = gate();
    let site = slow(&PageCache::new(MIB), &gate, shared);
    let all = tokio::spawn(join_all((0..20).map({
        let site = site.clone();
        move |_| {
            let site = site.clone();
            async move { get(&site, "/").await }
        }
    })));
    tokio::task::yield_now().await;
    gate.add_permits(20);
    assert!(all.await.unwrap().iter().all(|body| body == "page 1"));
}

/// A request that needs a response of its own does not stop the others from sharing one.
#[tokio::test]
async fn a_request_that_forbids_storing_does_not_separate_the_others() {
    for (name, value) in [("authorization", "Basic YTpi"), ("cache-control", "no-store")] {
        let gate = gate();
        let site = slow(&PageCache::new(MIB), &gate, shared);
        let own = || Request::get("/").header(name, value);
        let mut first = Box::pin(ask(&site, own()));
        assert!((&mut first).now_or_never().is_none());
        let all = join_all((0..20).map(|_| get(&site, "/")));
        gate.add_permits(30);
        let (_, all) = tokio::join!(first, all);
        assert!(all.iter().all(|body| *body == all[0]), "{name}: {all:?}");
    }
    // Later requests share one rendering too.
    let gate = gate();
    let pages = PageCache::new(MIB);
    let site = slow(&pages, &gate, shared);
    gate.add_permits(30);
    ask(&site, Request::get("/").header("authorization", "Basic YTpi")).await;
    gate.forget_permits(30);
    let all = join_all((0..20).map(|_| get(&site, "/")));
    let go = async {
        tokio::task::yield_now().await;
        gate.add_permits(30);
    };
    let (all, ()) = tokio::join!(all, go);
    assert!(all.iter().all(|body| *body == all[0]), "{all:?}");
}

/// If a page turns out to be private, requests stop waiting for it, and later requests do not wait.
#[tokio::test]
async fn private_pages_are_rendered_at_the_same_time() {
    let gate = gate();
    let own = |request: &Request<Nothing>, _| {
        Response::<Head>::for_request(request).send(request.headers()["cookie"].as_bytes().to_vec())
    };
    let site = slow(&PageCache::new(MIB), &gate, own);
    let asked = |name: &'static str| {
        ask(&site, Request::get("/").header("cookie", name)).map(|answer| answer.1)
    };
    let (first, second) = (asked("a=1"), asked("b=1"));
    gate.add_permits(2);
    assert_eq!(tokio::join!(first, second), ("a=1".into(), "b=1".into()));
    gate.forget_permits(2);
    let (mut first, mut second) = (pin!(asked("c=1")), pin!(asked("d=1")));
    assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    gate.add_permits(2);
    // The first is not polled while the second gets its response.
    assert_eq!(second.await, "d=1");
    assert_eq!(first.await, "c=1");
}

#[tokio::test]
async fn a_page_continues_when_the_client_that_started_it_disconnects() {
    let gate = gate();
    let site = site(&PageCache::new(MIB), halves(&gate));
    let first = start(&site, Request::get("/")).await.into_body();
    let second = start(&site, Request::get("/")).await.into_body();
    drop(first);
    gate.add_permits(1);
    assert_eq!(text(second).await, "first half 1, second half");
    assert_eq!(get(&site, "/").await, "first half 1, second half");
}

#[tokio::test]
async fn a_waiting_reader_is_woken_when_the_reader_that_polled_is_dropped() {
    let gate = gate();
    let site = site(&PageCache::new(MIB), halves(&gate));
    let mut first = start(&site, Request::get("/")).await.into_body();
    let second = tokio::spawn(text(start(&site, Request::get("/")).await.into_body()));
    frame(&mut first).await;
    assert!(first.frame().now_or_never().is_none(), "it has polled last");
    tokio::task::yield_now().await;
    drop(first);
    gate.add_permits(1);
    assert_eq!(second.await.unwrap(), "first half 1, second half");
}

#[tokio::test]
async fn a_page_is_dropped_and_not_stored_if_all_clients_disconnect() {
    let gate = gate();
    let site = site(&PageCache::new(MIB), halves(&gate));
    let mut body = start(&site, Request::get("/")).await.into_body();
    assert_eq!(frame(&mut body).await, "first half 1, ");
    drop(body);
    gate.add_permits(1);
    assert_eq!(get(&site, "/").await, "first half 2, second half");
}

#[tokio::test]
async fn another_request_takes_over_if_a_client_disconnects_before_the_response() {
    let gate = gate();
    let site = slow(&PageCache::new(MIB), &gate, shared);
    let mut first = Box::pin(get(&site, "/"));
    assert!((&mut first).now_or_never().is_none());
    let mut second = Box::pin(get(&site, "/"));
    assert!((&mut second).now_or_never().is_none());
    drop(first);
    gate.add_permits(1);
    assert_eq!(second.await, "page 2");
}

#[tokio::test]
async fn a_handler_that_panics_leaves_no_request_waiting() {
    let gate = gate();
    let site = slow(&PageCache::new(MIB), &gate, |request, number| {
        assert_ne!(number, 1, "the first panics");
        shared(request, number)
    });
    let tasks: Vec<_> = (0..5)
        .map(|_| {
            let site = site.clone();
            tokio::spawn(async move { get(&site, "/").await })
        })
        .collect();
    tokio::task::yield_now().await;
    gate.add_permits(5);
    let answers = join_all(tasks).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_err()).count(), 1);
    assert!(answers.into_iter().flatten().all(|body| body.starts_with("page ")));
}

#[tokio::test]
async fn a_render_that_fails_or_panics_fails_for_each_of_its_clients() {
    for panics in [false, true] {
        let gate = gate();
        let failing = Arc::clone(&gate);
        let site = site(&PageCache::new(MIB), move |res, _| {
            let gate = Arc::clone(&failing);
            res.stream(async move |mut page| {
                page.write("half");
                drop(gate.acquire().await);
                assert!(!panics, "as it should");
                Err::<(), _>("no database")
            })
        });
        let bodies = [start(&site, Request::get("/")).await, start(&site, Request::get("/")).await];
        gate.add_permits(1);
        let ends = join_all(bodies.map(|answer| answer.into_body().collect())).await;
        let mut errors: Vec<_> = ends.into_iter().map(|end| end.unwrap_err().to_string()).collect();
        // One of them receives the original error.
        errors.sort_by_key(|error| *error == SharedRenderError::Failed.to_string());
        assert!(errors[0].starts_with("the render"), "{errors:?}");
        assert_eq!(errors[1], SharedRenderError::Failed.to_string());
    }
}

/// A body of another crate may panic when it is polled.
#[tokio::test]
async fn a_body_that_panics_fails_for_the_others() {
    struct Panics(usize);
    impl http_body::Body for Panics {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(
            mut self: Pin<&mut Self>,
            _cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            self.0 += 1;
            assert_eq!(self.0, 1, "not again");
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"half")))))
        }
    }
    let pages = PageCache::new(MIB);
    let handler = service_fn(|request: Request<Nothing>| {
        let mut head = Response::<Cacheable>::for_request(&request).send("").into_parts().0;
        // The length of the empty content is wrong for this body.
        head.headers.remove("content-length");
        std::future::ready(Ok::<_, Infallible>(http::Response::from_parts(head, Panics(0))))
    });
    let site = ServiceBuilder::new().layer(pages.layer()).service(handler);
    let ask = || site.clone().oneshot(Request::get("/").body(Nothing::new()).unwrap());
    let mut bodies = [ask().await.unwrap().into_body(), ask().await.unwrap().into_body()];
    for body in &mut bodies {
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "half");
    }
    let [first, second] = bodies;
    assert!(tokio::spawn(first.collect()).await.unwrap_err().is_panic());
    assert!(second.collect().await.is_err());
}

/// A request after a change gets a page that was started after the change.
#[tokio::test]
async fn no_request_joins_a_render_that_started_before_a_change() {
    for changed in ["path", "tag", "all"] {
        let gate = gate();
        let pages = PageCache::new(MIB);
        let page = halves(&gate);
        let site = site(&pages, move |mut res, number| {
            res.add_tag("t");
            page(res, number)
        });
        let old = start(&site, Request::get("/")).await.into_body();
        pages.revalidate(&[match changed {
            "path" => Revalidation::Path("/".parse().unwrap()),
            "tag" => Revalidation::Tag("t".into()),
            _ => Revalidation::All,
        }]);
        let new = start(&site, Request::get("/")).await.into_body();
        gate.add_permits(2);
        assert_eq!(text(new).await, "first half 2, second half");
        assert_eq!(text(old).await, "first half 1, second half");
        assert_eq!(get(&site, "/").await, "first half 2, second half", "the old one is not stored");
    }
}

/// A hit does not call the inner service.
#[tokio::test]
async fn a_hit_holds_no_permit_of_the_inner_service() {
    let pages = PageCache::new(MIB);
    let handler = service_fn(|request: Request<Nothing>| {
        std::future::ready(Ok::<_, Infallible>(
            Response::<Cacheable>::for_request(&request).send("page"),
        ))
    });
    let site = ServiceBuilder::new()
        .layer(pages.layer())
        .layer(ConcurrencyLimitLayer::new(2))
        .service(handler);
    // A connection holds its service after it was polled ready.
    let mut connections = Vec::new();
    for _ in 0..5 {
        let mut connection = site.clone();
        let request = Request::get("/").body(Nothing::new()).unwrap();
        let ready = connection.ready().now_or_never().expect("no permit is needed").unwrap();
        let answer = ready.call(request).now_or_never().unwrap().unwrap();
        drop(answer.into_body().collect().await);
        connection.ready().now_or_never().unwrap().unwrap();
        connections.push(connection);
    }
}

/// Requests with other headers wait for their own variant.
#[tokio::test]
async fn each_variant_is_rendered_once() {
    let gate = gate();
    let site = slow(&PageCache::new(MIB), &gate, |request, number| {
        let mut res = Response::<Cacheable>::for_request(request);
        res.insert_header(headfirst::header::VARY, HeaderValue::from_static("accept-language"));
        let language = request.headers()["accept-language"].to_str().unwrap().to_owned();
        res.send(format!("{language} {number}"))
    });
    let asked = (0..30).map(|number| {
        let language = ["de", "en", "fr"][number % 3];
        let site = site.clone();
        async move {
            (language, ask(&site, Request::get("/").header("accept-language", language)).await.1)
        }
    });
    gate.add_permits(30);
    let answers = join_all(asked).await;
    let mut numbers: Vec<usize> = Vec::new();
    for (language, body) in answers {
        let (shown, number) = body.split_once(' ').unwrap();
        assert_eq!(shown, language);
        numbers.push(number.parse().unwrap());
    }
    numbers.sort_unstable();
    numbers.dedup();
    assert!(numbers.len() <= 4, "{numbers:?}");
}

/// A page that exceeds the cache while several clients read it: memory stays bounded, and only readers that are too
/// far behind fail.
#[tokio::test]
async fn a_page_that_grows_too_large_fails_for_readers_far_behind() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, |res, _| {
        res.stream(async |mut page| {
            for _ in 0..64 {
                page.write(vec![b'x'; 16 * 1024]).await?;
            }
            page.flush().await
        })
    });
    let fast = start(&site, Request::get("/")).await.into_body();
    let mut near = start(&site, Request::get("/")).await.into_body();
    let mut stuck = start(&site, Request::get("/")).await.into_body();
    frame(&mut stuck).await;
    let mut fast = pin!(fast);
    let (mut read, mut read_near) = (0, 0);
    while let Some(frame) = fast.frame().await {
        read += frame.unwrap().into_data().unwrap().len();
        read_near += frame_len(&mut near).await;
    }
    assert_eq!((read, read_near), (MIB, MIB));
    assert!(near.frame().await.is_none());
    let error = stuck.collect().await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&SharedRenderError::TooSlow));
    // Later requests do not share it, since the page is known to be too large.
    let later = join_all((0..4).map(|_| start(&site, Request::get("/")))).await;
    for response in later.into_iter().rev() {
        assert_eq!(text(response.into_body()).await.len(), MIB);
    }
}

async fn frame_len(body: &mut CachedBody<Body>) -> usize {
    frame(body).await.len()
}

/// Each reader of a shared body receives the trailers. A page with trailers is not stored.
#[tokio::test]
async fn every_reader_receives_the_trailers() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, |res, _| {
        let trailers =
            HeaderMap::from_iter([(http::header::ETAG, HeaderValue::from_static("\"a\""))]);
        let frames = [Frame::data(Bytes::from("page")), Frame::trailers(trailers)];
        res.send_body(StreamBody::new(futures_util::stream::iter(frames.map(Ok::<_, Infallible>))))
    });
    let bodies = [start(&site, Request::get("/")).await, start(&site, Request::get("/")).await];
    for body in bodies {
        let collected = body.into_body().collect().await.unwrap();
        assert_eq!(collected.trailers().unwrap()["etag"], "\"a\"");
        assert_eq!(collected.to_bytes(), "page");
    }
}

#[tokio::test]
async fn a_head_request_neither_fills_the_cache_nor_waits() {
    let gate = gate();
    let site = site(&PageCache::new(MIB), halves(&gate));
    let (_, body) = ask(&site, Request::head("/")).await;
    assert_eq!(body, "");
    let filling = start(&site, Request::get("/")).await.into_body();
    assert_eq!(ask(&site, Request::head("/")).await.1, "");
    gate.add_permits(1);
    assert_eq!(text(filling).await, "first half 2, second half");
}

/// RFC 5861 §3.
#[tokio::test]
async fn a_stale_page_is_sent_while_it_is_rendered_again() {
    let tasks = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&tasks);
    let pages = PageCache::new(MIB).refresh_with(move |task| {
        count.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(task);
    });
    let control = headfirst::CacheControl::public(Duration::from_secs(1));
    let control = control.stale_while_revalidate(Duration::from_secs(60));
    let site =
        site(&pages, move |res, number| numbered(res.with_cache_control(control.clone()), number));
    assert_eq!(get(&site, "/").await, "page 1");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let (head, body) = ask(&site, Request::get("/")).await;
    assert_eq!((body.as_str(), &head.headers["age"]), ("page 1", &HeaderValue::from(1)));
    assert_eq!(get(&site, "/").await, "page 1");
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(get(&site, "/").await, "page 2");
    assert!((1..=2).contains(&tasks.load(Ordering::Relaxed)));
    // A revalidated page is out of date, so it is not sent as a stale one.
    pages.revalidate(&[Revalidation::All]);
    let next = get(&site, "/").await;
    assert!(next != "page 1" && next != "page 2", "{next}");
}

#[tokio::test]
async fn no_stale_page_is_sent_without_a_runtime_or_if_it_is_forbidden() {
    let second = Duration::from_secs(1);
    let stale = |control: headfirst::CacheControl| control.stale_while_revalidate(60 * second);
    let public = headfirst::CacheControl::public(second);
    let refreshing = || PageCache::new(MIB).refresh_with(|task| drop(tokio::spawn(task)));
    for (pages, control) in [
        (PageCache::new(MIB), stale(public.clone())),
        (refreshing(), stale(public.clone()).must_revalidate()),
        (refreshing(), stale(public.clone()).shared_max_age(second)),
    ] {
        let site = site(&pages, move |res, n| numbered(res.with_cache_control(control.clone()), n));
        assert_eq!(get(&site, "/").await, "page 1");
        tokio::time::sleep(Duration::from_millis(1050)).await;
        assert_eq!(get(&site, "/").await, "page 2");
    }
}

/// No wake-up of a reader in another task is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_on_many_threads_all_get_the_whole_page() {
    let site = site(&PageCache::new(8 * MIB), |res, number| {
        res.stream(async move |mut page| {
            for chunk in 0..50 {
                page.write(format!("{number} {chunk};")).flush().await?;
                if chunk % 7 == 0 {
                    tokio::task::yield_now().await;
                }
            }
            page.flush().await
        })
    });
    for round in 0..200 {
        let tasks: Vec<_> = (0..8)
            .map(|client| {
                let site = site.clone();
                tokio::spawn(async move {
                    let mut body =
                        start(&site, Request::get(format!("/{round}"))).await.into_body();
                    if client % 3 == 0 {
                        // This client disconnects after some frames.
                        for _ in 0..client * 5 {
                            drop(body.frame().await);
                        }
                        return None;
                    }
                    Some(text(body).await)
                })
            })
            .collect();
        for task in tasks {
            let timed = tokio::time::timeout(Duration::from_secs(20), task).await;
            if let Some(body) = timed.expect("nobody waits forever").unwrap() {
                let number = body.split(' ').next().unwrap();
                let whole: String = (0..50).map(|chunk| format!("{number} {chunk};")).collect();
                assert_eq!(body, whole);
            }
        }
    }
}
