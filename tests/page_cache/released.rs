//! Pages that turn out to be for one client while other clients wait for them.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use headfirst::{Cacheable, Head, PageCache, Response};
use http::Request;
use tokio::sync::Barrier;
use tower::service_fn;

use super::*;

/// The ways in which a handler can make its page private before it responds.
#[derive(Clone, Copy, Debug)]
enum Private {
    AtOnce,
    Later,
    InATask,
    /// In a route that it includes, behind another layer of the cache.
    InAFragment,
}

/// Returns the response of a handler for one client.
fn own(request: &Request<Nothing>) -> http::Response<Body> {
    Response::<Head>::for_request(request).send(request.headers()["cookie"].as_bytes().to_vec())
}

/// A site whose handler ends only when this many clients are in it.
fn site_for(clients: usize, how: Private) -> Site {
    let pages = PageCache::new(MIB);
    let fragment = service_fn(|request: Request<Nothing>| {
        std::future::ready(Ok::<_, Infallible>(own(&request)))
    });
    let fragment: Site =
        BoxCloneSyncService::new(ServiceBuilder::new().layer(pages.layer()).service(fragment));
    let all_are_in = Arc::new(Barrier::new(clients));
    let handler = service_fn(move |request: Request<Nothing>| {
        let (fragment, all_are_in) = (fragment.clone(), Arc::clone(&all_are_in));
        async move {
            let response = match how {
                Private::AtOnce => own(&request),
                Private::Later => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    own(&request)
                }
                Private::InATask => {
                    let (answer, answered) = tokio::sync::oneshot::channel();
                    tokio::spawn(async move {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        let response = own(&request);
                        all_are_in.wait().await;
                        answer.send(response).unwrap();
                    });
                    return Ok(answered.await.unwrap());
                }
                Private::InAFragment => {
                    let res = Response::<Cacheable>::for_request(&request);
                    let fragment = fragment.oneshot(request).await.unwrap();
                    res.send(text(fragment.into_body()).await)
                }
            };
            all_are_in.wait().await;
            Ok(response)
        }
    });
    BoxCloneSyncService::new(ServiceBuilder::new().layer(pages.layer()).service(handler))
}

fn client(number: usize) -> http::request::Builder {
    Request::get("/").header("cookie", format!("client={number}"))
}

#[tokio::test]
async fn no_request_waits_for_a_page_that_is_known_to_be_private() {
    for how in [Private::AtOnce, Private::Later, Private::InATask, Private::InAFragment] {
        let site = site_for(4, how);
        let all = join_all((0..4).map(|number| ask(&site, client(number))));
        let all = tokio::time::timeout(Duration::from_secs(5), all).await;
        for (number, (_, body)) in all.unwrap_or_else(|_| panic!("{how:?}")).iter().enumerate() {
            assert_eq!(*body, format!("client={number}"), "{how:?}");
        }
    }
}

/// Neither do requests that arrive later, as long as the first one is in its handler.
#[tokio::test]
async fn no_request_waits_for_a_page_that_has_turned_private_before() {
    let site = site_for(4, Private::AtOnce);
    let mut first = Box::pin(ask(&site, client(0)));
    assert!((&mut first).now_or_never().is_none());
    let others = join_all((1..4).map(|number| ask(&site, client(number))));
    let all = tokio::time::timeout(Duration::from_secs(5), async { tokio::join!(first, others) });
    assert_eq!(all.await.expect("they wait").0.1, "client=0");
}
