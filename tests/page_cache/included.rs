//! Pages that include a page while it is sent to another client.

use headfirst::{Cacheable, PageCache, Response};
use http::Request;
use tokio::sync::Semaphore;
use tower::service_fn;

use super::*;

/// A fragment whose last part fails when the test lets it, if `fails`.
fn fragment(pages: &PageCache, fails: bool) -> (Site, Arc<Semaphore>) {
    let gate = Arc::new(Semaphore::new(0));
    let of_fragment = Arc::clone(&gate);
    let site = site(pages, move |res, _| {
        let gate = Arc::clone(&of_fragment);
        res.stream(async move |mut page| {
            page.write("news: ").flush().await?;
            drop(gate.acquire().await);
            page.part_or_else(
                async move |mut part| {
                    if fails {
                        return Err("no database");
                    }
                    part.write("rain").flush().await.map_err(|_| "no client")
                },
                |_, page| _ = page.write("sorry"),
            );
            page.write("").flush().await
        })
    });
    (site, gate)
}

/// The failure of a fragment concerns only this moment, whoever has requested the fragment first.
#[tokio::test]
async fn a_page_with_a_fragment_that_was_recovered_is_not_stored() {
    for (fails, is_shared) in [(true, true), (true, false), (false, true), (false, false)] {
        let pages = PageCache::new(MIB);
        let (fragment, gate) = fragment(&pages, fails);
        let included = fragment.clone();
        let rendered = Arc::new(AtomicUsize::new(0));
        let page = service_fn(move |request: Request<Nothing>| {
            let (included, number) = (included.clone(), rendered.fetch_add(1, Ordering::Relaxed));
            async move {
                let res = Response::<Cacheable>::for_request(&request);
                let fragment = included.oneshot(request).await?;
                Ok(res.send(format!("{number} {}", text(fragment.into_body()).await)))
            }
        });
        let layer = pages.layer();
        let site: Site = BoxCloneSyncService::new(ServiceBuilder::new().layer(layer).service(page));
        let first = match is_shared {
            true => Some(start(&fragment, Request::get("/")).await),
            false => None,
        };
        let end = async {
            tokio::task::yield_now().await;
            gate.add_permits(10);
        };
        let (page, ()) = tokio::join!(get(&site, "/"), end);
        let news = if fails { "news: sorry" } else { "news: rain" };
        assert_eq!(page, format!("0 {news}"));
        let number = if fails { 1 } else { 0 };
        assert_eq!(get(&site, "/").await, format!("{number} {news}"), "{fails} {is_shared}");
        if let Some(first) = first {
            assert_eq!(text(first.into_body()).await, news);
        }
    }
}
