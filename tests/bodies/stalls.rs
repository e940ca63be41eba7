//! Pages that must continue, or idle, when parts end without content, fail, or move to another task.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use headfirst::{Body, Html, Response, Streaming};
use http_body_util::BodyExt;
use tokio::time::sleep;

use crate::support::at_head;

const SOON: Duration = Duration::from_millis(5);

fn page<F>(render: impl FnOnce(Response<Streaming>, Html) -> F + Send + 'static) -> Body
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut res = at_head();
    let html = res.set_html();
    res.stream(move |page| render(page, html)).into_body()
}

/// Returns all content, read in a task of its own.
///
/// A timeout polls its future once more when it ends, which would hide a lost wake-up.
async fn all(mut body: Body) -> String {
    let text = Arc::new(Mutex::new(Vec::new()));
    let read = Arc::clone(&text);
    let reading = tokio::spawn(async move {
        while let Some(frame) = body.frame().await {
            read.lock().unwrap().extend_from_slice(&frame.unwrap().into_data().unwrap());
        }
    });
    let ended = tokio::time::timeout(Duration::from_secs(2), reading).await;
    let text = String::from_utf8(text.lock().unwrap().clone()).unwrap();
    assert!(ended.is_ok(), "nothing follows {text:?}");
    ended.unwrap().unwrap();
    text
}

/// A future that counts its polls.
struct Counted<F>(Pin<Box<F>>, Arc<AtomicUsize>);

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.as_mut().poll(cx)
    }
}

#[tokio::test]
async fn a_recovery_starts_when_the_last_part_ends_without_content() {
    let body = page(async |mut page, _| {
        page.part_or_else(
            async |mut part| {
                part.part(async |nested| {
                    drop(nested);
                    sleep(SOON).await;
                });
                Err::<(), _>("failed")
            },
            |_, place| {
                place.write("recovered");
            },
        );
    });
    assert_eq!(all(body).await, "recovered");
}

#[tokio::test]
async fn a_task_may_open_an_empty_part_last() {
    let behind_a_slow_one = page(async |mut page, _| {
        page.part(async |_| sleep(SOON).await);
        page.part(async |mut part| {
            tokio::spawn(async move { _ = part.part(async |_| {}) }).await.unwrap();
        });
    });
    assert_eq!(all(behind_a_slow_one).await, "");
    let in_a_boundary = page(async |mut page, html| {
        page.boundary(&html, "loading", async |mut part| {
            tokio::spawn(async move { _ = part.part(async |_| {}) }).await.unwrap();
        });
    });
    assert!(all(in_a_boundary).await.contains("loading"));
}

#[tokio::test]
async fn a_failed_boundary_does_not_delay_a_recovering_page() {
    for content in ["", "half"] {
        let body = page(async move |mut page, html| {
            page.part_or_else(
                async move |mut part| {
                    part.boundary(&html, "loading", async move |mut boundary| {
                        boundary.write(content);
                        Err::<(), _>("failed")
                    });
                    sleep(SOON).await;
                },
                |_, place| {
                    place.write("recovered");
                },
            );
        });
        let text = all(body).await;
        // The fallback stays: nothing replaces it.
        assert!(text.ends_with("recovered"), "{text}");
    }
}

#[tokio::test]
async fn a_part_moved_to_a_task_and_back_runs_before_its_turn_and_then_idles() {
    let polls = Arc::new(AtomicUsize::new(0));
    let went_on = Arc::new(AtomicUsize::new(0));
    let (counted, goes_on) = (Arc::clone(&polls), Arc::clone(&went_on));
    let body = page(async move |mut page, _| {
        page.part(async |_| sleep(20 * SOON).await);
        page.part(async move |mut part| {
            let rendering = async move {
                part = tokio::spawn(async move {
                    part.write("x");
                    part
                })
                .await
                .unwrap();
                // One byte is buffered, so there is space.
                part.write("y").await.unwrap();
                goes_on.fetch_add(1, Ordering::Relaxed);
            };
            Counted(Box::pin(rendering), counted).await;
        });
    });
    let reading = tokio::spawn(all(body));
    sleep(10 * SOON).await;
    assert_eq!(went_on.load(Ordering::Relaxed), 1, "the part waits for the part before it");
    assert_eq!(reading.await.unwrap(), "xy");
    let polls = polls.load(Ordering::Relaxed);
    assert!(polls < 10, "{polls} polls");
}
