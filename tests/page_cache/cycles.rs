//! Pages that include each other, when each is requested by a client of its own.

use std::sync::OnceLock;
use std::time::Duration;

use futures_util::future::join_all;
use headfirst::{Cacheable, PageCache, Response};
use http::Request;
use tokio::sync::Barrier;
use tower::service_fn;

use super::*;

/// The place in a page at which it requests the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Includes {
    /// In the handler.
    BeforeTheHead,
    /// While the page is sent.
    InTheRender,
}

/// The depth at which a page includes none, so that its content is finite.
const DEPTH: usize = 8;

/// The task in which a page requests the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// That of the page.
    Own,
    /// Another one. The request has the extensions of the request for the page.
    Spawned,
}

fn depth_of(request: &Request<Nothing>) -> usize {
    request.headers().get("x-depth").map_or(0, |depth| depth.to_str().unwrap().parse().unwrap())
}

/// Creates sites whose pages each include the next one, and the last one the first one.
///
/// The sites have one cache, or each its own.
fn ring(length: usize, has_one_cache: bool, includes: Includes, task: Task) -> Vec<Site> {
    let sites: Arc<OnceLock<Vec<Site>>> = Arc::default();
    // No page includes another one before all of them have started.
    let all_started = Arc::new(Barrier::new(length));
    let one = PageCache::new(MIB);
    let site = |index: usize| {
        let (sites, all_started) = (Arc::clone(&sites), Arc::clone(&all_started));
        let pages = if has_one_cache { one.clone() } else { PageCache::new(MIB) };
        let handler = service_fn(move |request: Request<Nothing>| {
            let (sites, all_started) = (Arc::clone(&sites), Arc::clone(&all_started));
            async move {
                let depth = depth_of(&request);
                let extensions = request.extensions().clone();
                let res = Response::<Cacheable>::for_request(&request);
                let included = async move {
                    if depth == 0 {
                        all_started.wait().await;
                    }
                    if depth == DEPTH {
                        return "end".to_owned();
                    }
                    let next = sites.get().unwrap()[(index + 1) % length].clone();
                    let deeper = Request::get("/").header("x-depth", (depth + 1).to_string());
                    if task == Task::Own {
                        return ask(&next, deeper).await.1;
                    }
                    let mut deeper = deeper.body(Nothing::new()).unwrap();
                    *deeper.extensions_mut() = extensions;
                    let answer = next.oneshot(deeper);
                    let answer = async { text(answer.await.unwrap().into_body()).await };
                    tokio::spawn(answer).await.unwrap()
                };
                if includes == Includes::BeforeTheHead {
                    let included = included.await;
                    return Ok(res.send(format!("{index} {included}")));
                }
                Ok(res.stream(async move |mut page| {
                    page.write(format!("{index} ")).flush().await?;
                    page.write(included.await).flush().await
                }))
            }
        });
        let layer = pages.layer();
        BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(handler))
    };
    let ring: Vec<_> = (0..length).map(site).collect();
    assert!(sites.set(ring.clone()).is_ok());
    ring
}

/// Requests each page of a ring at the same time.
async fn ask_all(ring: Vec<Site>) -> Vec<String> {
    let asked = ring.into_iter().map(|site| tokio::spawn(async move { get(&site, "/").await }));
    let all = tokio::time::timeout(Duration::from_secs(5), join_all(asked)).await;
    all.expect("they wait for each other").into_iter().map(Result::unwrap).collect()
}

#[tokio::test]
async fn pages_that_include_each_other_do_not_wait_for_each_other() {
    for includes in [Includes::BeforeTheHead, Includes::InTheRender] {
        for has_one_cache in [true, false] {
            for (length, task) in [1, 2, 3, 5]
                .into_iter()
                .flat_map(|length| [Task::Own, Task::Spawned].map(|task| (length, task)))
            {
                println!("{includes:?} {has_one_cache} {length} {task:?}");
                let ring = ring(length, has_one_cache, includes, task);
                for (index, page) in ask_all(ring).await.into_iter().enumerate() {
                    assert!(page.starts_with(&format!("{index} ")), "{page}");
                    assert!(page.ends_with("end"), "{page}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_that_include_each_other_do_not_wait_for_each_other_on_any_thread() {
    for round in 0..100 {
        let includes = [Includes::BeforeTheHead, Includes::InTheRender][round % 2];
        let task = if round % 7 < 4 { Task::Own } else { Task::Spawned };
        ask_all(ring(2 + round % 3, round % 5 < 2, includes, task)).await;
    }
}

/// A page that waits for another one, which does not wait for it, still shares that page.
#[tokio::test]
async fn a_page_that_is_included_by_two_others_is_rendered_once() {
    let pages = PageCache::new(MIB);
    let layer = pages.layer();
    let rendered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rendered);
    let part = BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(service_fn(
        move |request: Request<Nothing>| {
            let number = count.fetch_add(1, Ordering::Relaxed);
            async move {
                let res = Response::<Cacheable>::for_request(&request);
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(res.stream(async move |mut page| {
                    page.write(format!("part {number}")).flush().await?;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    page.write(" ends").flush().await
                }))
            }
        },
    )));
    let page = service_fn(move |request: Request<Nothing>| {
        let part: Site = part.clone();
        async move {
            let res = Response::<Cacheable>::for_request(&request);
            Ok(res.send(get(&part, "/").await))
        }
    });
    let layer = pages.layer();
    let site: Site = BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(page));
    let both = join_all(["/a", "/b"].map(|target| get(&site, target))).await;
    assert_eq!(both, ["part 0 ends", "part 0 ends"]);
    assert_eq!(rendered.load(Ordering::Relaxed), 1);
}

/// Pages that each include two others at once, and clients that disconnect.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_client_hangs_on_pages_that_include_several_others() {
    const PAGES: usize = 6;
    for round in 0..60_usize {
        let site: Arc<OnceLock<Site>> = Arc::default();
        let own = Arc::clone(&site);
        let handler = service_fn(move |request: Request<Nothing>| {
            let site = own.get().unwrap().clone();
            async move {
                let depth = depth_of(&request);
                let index: usize = request.uri().path()[1..].parse().unwrap();
                let included = async move {
                    tokio::time::sleep(Duration::from_micros(((index * 7 + round) % 5) as u64))
                        .await;
                    if depth == 3 {
                        return "end".to_owned();
                    }
                    let parts = [1, 2 + round % 3].map(|step| {
                        let target = format!("/{}", (index + step) % PAGES);
                        let request =
                            Request::get(target).header("x-depth", (depth + 1).to_string());
                        let site = site.clone();
                        async move { ask(&site, request).await.1 }
                    });
                    join_all(parts).await.concat()
                };
                let res = Response::<Cacheable>::for_request(&request);
                if (index + round) % 2 == 0 {
                    return Ok(res.send(included.await));
                }
                Ok(res.stream(async move |mut page| {
                    page.write("[").flush().await?;
                    page.write(included.await).write("]").flush().await
                }))
            }
        });
        let layer = PageCache::new(MIB).layer();
        let cached = BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(handler));
        site.set(cached.clone()).unwrap();
        let clients = (0..12_usize).map(|client| {
            let site = cached.clone();
            tokio::spawn(async move {
                let target = format!("/{}", client % PAGES);
                let asked = get(&site, &target);
                let patience = if client % 3 == 0 { 30 } else { 10_000_000 };
                let got = tokio::time::timeout(Duration::from_micros(patience), asked).await;
                assert!(got.is_ok() || client % 3 == 0, "client {client} hangs");
            })
        });
        for client in join_all(clients).await {
            client.unwrap();
        }
    }
}
