//! The end of a forwarded body, and its report.

use std::sync::{Arc, Mutex};
use std::task::Poll;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use headfirst::body::{Completion, ResponseSummary};
use headfirst::{Cacheable, Head, PageCache, Response};
use http::{Method, Request};
use http_body_util::{BodyExt, Empty, StreamBody};
use tokio::sync::mpsc;
use tower::{ServiceBuilder, ServiceExt, service_fn};

use crate::scripted::{Step, failure, frames, page, scripted, trailers};
use crate::support::{EVERY, at_head, fetch, serve};

#[tokio::test]
async fn a_disconnect_drops_a_forwarded_body() {
    for (server, version) in EVERY {
        // Closed when the body is dropped.
        let (held, mut drops) = mpsc::channel::<()>(1);
        let held = Mutex::new(Some(held));
        let waiting = move |res: Response<Head>| {
            let held = held.lock().unwrap().take();
            let frames = stream::iter([page()]).chain(stream::pending());
            res.send_body(StreamBody::new(frames.filter_map(move |frame| {
                let _held = &held;
                std::future::ready(match frame {
                    Poll::Ready(frame) => frame,
                    Poll::Pending => None,
                })
            })))
        };
        let address = serve(server, waiting).await;
        let mut body = fetch(address, version, Method::GET).await.into_body();
        body.frame().await.unwrap().unwrap();
        drop(body);
        assert_eq!(drops.recv().await, None, "{server:?} {version:?}");
    }
}

#[tokio::test]
async fn a_forwarded_body_is_not_polled_after_its_end() {
    for steps in [&[page as Step][..], &[page, trailers]] {
        let theirs = scripted(None, steps);
        let watch = theirs.watch();
        let mut body = at_head().send_body(theirs).into_body();
        assert_eq!(frames(&mut body).await.len(), steps.len());
        let polled = watch.polled();
        assert!(body.frame().await.is_none());
        assert_eq!(watch.polled(), polled);
    }
}

#[tokio::test]
async fn the_end_of_a_forwarded_body_is_reported() {
    let cases: [(&[Step], Completion, u64); 3] = [
        (&[page, page, trailers], Completion::Complete, 8),
        (&[page, failure], Completion::Failed, 4),
        (&[page], Completion::Failed, 4),
    ];
    for (steps, end, len) in cases {
        let reported = Arc::new(Mutex::new(None));
        let tell = Arc::clone(&reported);
        let mut res = at_head();
        res.on_end(move |sent: &ResponseSummary| {
            *tell.lock().unwrap() = Some((sent.end(), sent.body_bytes()))
        });
        frames(&mut res.send_body(scripted(Some(8), steps)).into_body()).await;
        assert_eq!(reported.lock().unwrap().take(), Some((end, len)));
    }
}

/// A server may stop polling when the declared length was sent.
#[tokio::test]
async fn a_body_that_sent_its_declared_length_is_complete() {
    for (server, version) in EVERY {
        let (reported, mut ends) = mpsc::unbounded_channel();
        let page = move |mut res: Response<Head>| {
            let reported = reported.clone();
            res.on_end(move |sent: &ResponseSummary| {
                reported.send((sent.end(), sent.body_bytes())).unwrap()
            });
            res.send_body(scripted(Some(8), &[page, page]))
        };
        let address = serve(server, page).await;
        let body = fetch(address, version, Method::GET).await.into_body();
        assert_eq!(body.collect().await.unwrap().to_bytes(), "pagepage");
        assert_eq!(ends.recv().await, Some((Completion::Complete, 8)), "{server:?} {version:?}");
    }
    for (steps, end) in
        [(&[page as Step][..], Completion::Aborted), (&[page, page], Completion::Complete)]
    {
        let (reported, mut ends) = mpsc::unbounded_channel();
        let mut res = at_head();
        res.on_end(move |sent: &ResponseSummary| reported.send(sent.end()).unwrap());
        let mut body = res.send_body(scripted(Some(8), steps)).into_body();
        for _ in steps {
            body.frame().await.unwrap().unwrap();
        }
        drop(body);
        assert_eq!(ends.recv().await, Some(end));
    }
}

#[tokio::test]
async fn a_shared_page_is_cached_only_if_complete() {
    let cases: [(&[Step], usize); 4] =
        [(&[page, page], 1), (&[page], 2), (&[page, failure], 2), (&[page, page, page], 2)];
    for (steps, made) in cases {
        let count = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&count);
        let pages = PageCache::new(1024 * 1024);
        let handler = service_fn(move |request: Request<Empty<Bytes>>| {
            *counted.lock().unwrap() += 1;
            let res = Response::<Cacheable>::for_request(&request);
            std::future::ready(Ok::<_, std::io::Error>(res.send_body(scripted(Some(8), steps))))
        });
        let site = ServiceBuilder::new().layer(pages.layer()).service(handler);
        for _ in 0..2 {
            let response = site.clone().oneshot(Request::new(Empty::new())).await.unwrap();
            let whole = response.into_body().collect().await;
            assert_eq!(whole.is_ok(), made == 1);
        }
        assert_eq!(*count.lock().unwrap(), made, "{} frames", steps.len());
    }
}
