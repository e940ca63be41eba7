//! Pages that wait for each other through a page that is not shared.

use std::sync::OnceLock;
use std::time::Duration;

use futures_util::FutureExt;
use headfirst::{CacheControl, Cacheable, PageCache, Response};
use http::{Extensions, Request};
use tower::service_fn;

use super::*;

/// How deep a request is inside others. At the maximum depth, a page includes none.
#[derive(Clone, Copy)]
struct Depth(usize);

const MAX_DEPTH: usize = 5;

/// How the page that is not shared includes another one.
#[derive(Clone, Copy, Debug)]
struct Includes {
    in_the_render: bool,
    in_a_task: bool,
}

/// Requests a page with these extensions, in the task of the caller or in another one.
async fn included(site: Site, target: &str, extensions: Extensions, in_a_task: bool) -> String {
    let mut request = Request::get(target).body(Nothing::new()).unwrap();
    let Depth(depth) = extensions.get().copied().unwrap_or(Depth(0));
    if in_a_task {
        *request.extensions_mut() = extensions;
    }
    request.extensions_mut().insert(Depth(depth + 1));
    let answer = async { text(site.oneshot(request).await.unwrap().into_body()).await };
    if in_a_task { tokio::spawn(answer).await.unwrap() } else { answer.await }
}

/// A site of three pages that include each other: `/first`, `/unshared` and `/last`.
fn three_pages(how: Includes) -> Site {
    let own: Arc<OnceLock<Site>> = Arc::default();
    let inner = Arc::clone(&own);
    let handler = service_fn(move |request: Request<Nothing>| {
        let site = inner.get().unwrap().clone();
        let extensions = request.extensions().clone();
        let res = Response::<Cacheable>::for_request(&request);
        async move {
            if matches!(extensions.get(), Some(Depth(MAX_DEPTH))) {
                return res.send("end");
            }
            match request.uri().path() {
                "/first" => res.send(included(site, "/unshared", extensions, true).await),
                "/last" => res.send(included(site, "/first", extensions, false).await),
                _ => {
                    let res = res.with_cache_control(CacheControl::no_store());
                    let last = included(site, "/last", extensions, how.in_a_task);
                    if !how.in_the_render {
                        return res.send(last.await);
                    }
                    res.stream(async move |mut page| page.write(last.await).flush().await)
                }
            }
        }
        .map(Ok)
    });
    let layer = PageCache::new(MIB).layer();
    let site = BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(handler));
    own.set(site.clone()).unwrap();
    site
}

#[tokio::test]
async fn pages_do_not_wait_for_each_other_through_one_that_is_not_shared() {
    for (in_the_render, in_a_task) in [(true, true), (true, false), (false, true), (false, false)] {
        for is_known in [false, true] {
            let how = Includes { in_the_render, in_a_task };
            let site = three_pages(how);
            if is_known {
                let at_the_end = Request::get("/unshared").extension(Depth(MAX_DEPTH));
                assert_eq!(ask(&site, at_the_end).await.1, "end");
            }
            let page = tokio::time::timeout(Duration::from_secs(5), get(&site, "/first")).await;
            assert_eq!(page.as_deref(), Ok("end"), "{how:?}, known: {is_known}");
        }
    }
}
