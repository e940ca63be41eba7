//! What waits for what, and what it costs.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use headfirst::{Html, Response, Streaming};
use http_body_util::BodyExt;
use tokio::sync::oneshot;

use crate::support::at_head;
use crate::{Alive, Gate, Twice, all, gates, page, ready};

#[test]
fn a_page_goes_on_while_its_part_waits() {
    let ([open_part, open_page], [part_gate, page_gate]) = gates();
    let mut body = page(|mut page, _| async move {
        page.part(|mut part| async move {
            part_gate.pass().await;
            part.write("part ");
        });
        page.write("before ");
        page_gate.pass().await;
        page.write("after");
    });
    assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    open_page.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    open_part.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "part before after");
    assert!(ready(&mut body).unwrap().is_none());
}

#[test]
fn one_that_never_ends_delays_no_other_and_all_are_dropped_with_the_body() {
    let alive = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&alive);
    let mut body = page(|mut page, html| async move {
        for number in 0..10 {
            let alive = Alive::new(&count);
            page.boundary(&html, "", move |mut part| async move {
                if number % 2 == 0 {
                    std::future::pending::<()>().await;
                }
                part.write(number.to_string());
                drop(alive);
            });
        }
    });
    let shown = ready(&mut body).unwrap().unwrap();
    let moved: String = [1, 3, 5, 7, 9].map(|n| format!("<moved>{n}</moved>")).concat();
    assert_eq!(shown, "<slot></slot>".repeat(10) + &moved);
    assert_eq!(alive.load(Ordering::Relaxed), 5);
    drop(body);
    assert_eq!(alive.load(Ordering::Relaxed), 0);
}

#[test]
fn ten_thousand_boundaries_are_polled_when_they_are_woken_and_at_no_other_time() {
    const MANY: usize = 10_000;
    let run = |many: usize| {
        let polls = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&polls);
        let measured = allocation_counter::measure(|| {
            let mut body = page(move |mut page, html| async move {
                for number in 0..many {
                    let twice = Twice(Arc::clone(&count), false);
                    page.boundary(&html, "?", move |mut part| async move {
                        twice.await;
                        part.write(number.to_string());
                    });
                }
            });
            let text = all(&mut body).unwrap();
            assert!(text.ends_with(&format!("<moved>{}</moved>", many - 1)));
        });
        assert_eq!(polls.load(Ordering::Relaxed), 2 * many);
        measured
    };
    let (few, many) = (run(MANY / 10), run(MANY));
    assert!(many.count_total < 11 * few.count_total, "{few:?} {many:?}");
    assert!(many.bytes_max < 11 * few.bytes_max, "{few:?} {many:?}");
}

#[test]
fn a_part_that_awaits_its_writes_is_rendered_ahead_by_a_frame() {
    let ([open], [gate]) = gates();
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let mut body = page(|mut page, _| async move {
        page.part(move |_part| gate.pass());
        page.part(move |mut part| async move {
            for _ in 0..1000 {
                part.write([b'x'; 1000].as_slice()).await.unwrap();
                count.fetch_add(1000, Ordering::Relaxed);
            }
        });
        for _ in 0..1000 {
            page.write([b'y'; 1000].as_slice()).await.unwrap();
        }
    });
    for _ in 0..100 {
        assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    }
    let ahead = written.load(Ordering::Relaxed);
    assert!((1000..64_000).contains(&ahead), "{ahead}");
    open.send(()).unwrap();
    let text = all(&mut body).unwrap();
    assert_eq!(text, "x".repeat(1_000_000) + &"y".repeat(1_000_000));
}

#[test]
fn a_part_can_be_opened_by_a_page_that_was_moved_to_another_thread() {
    let mut body = page(|mut page, html| async move {
        page.write("a ");
        let thread = std::thread::spawn(move || {
            page.write("b ").part(async |mut part| {
                part.write("part ");
            });
            page.write("c ").boundary(&html, "?", async |mut part| {
                part.write("late");
            });
        });
        thread.join().unwrap();
    });
    let expected = "a b part c <slot>?</slot><moved>late</moved>";
    assert_eq!(all(&mut body).unwrap(), expected);
}

/// A page, or a part of it, that something before it waits for, goes on whatever it has written.
#[tokio::test]
async fn nothing_waits_for_what_waits_for_it() {
    let soon = || tokio::time::sleep(std::time::Duration::from_millis(20));
    let pages: [Render; 6] = [
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                page.write("x".repeat(20_000));
                tokio::task::yield_now().await;
                open.send(()).unwrap();
            })
        },
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                page.part(|mut part| async move {
                    part.write("x".repeat(20_000));
                    tokio::task::yield_now().await;
                    open.send(()).unwrap();
                });
            })
        },
        |mut page, html, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                page.part(|mut part| async move {
                    part.write("x".repeat(20_000)).boundary(&html, "?", |_part| async move {
                        open.send(()).unwrap();
                    });
                });
            })
        },
        // In a task, which is not polled by the page.
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                let task = tokio::spawn(async move {
                    page.write("x").await.unwrap();
                    open.send(()).unwrap();
                });
                task.await.unwrap();
            })
        },
        // In a set of futures that polls those only that were woken.
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    tokio::task::yield_now().await;
                    part.write("part ");
                });
                page.write("x");
                let mut set = futures_util::stream::FuturesUnordered::new();
                set.push(async { page.flush().await.unwrap() });
                open.send(()).unwrap();
                while futures_util::StreamExt::next(&mut set).await.is_some() {}
            })
        },
        // By a part that has the page itself.
        |mut page, _, open, gate| {
            Box::pin(async move {
                let (give, take) = oneshot::channel::<Response<Streaming>>();
                page.write("a ").part(|mut part| async move {
                    part.write("part ");
                    let mut page = take.await.unwrap();
                    page.write("x").await.unwrap();
                    gate.pass().await;
                });
                open.send(()).unwrap();
                assert!(give.send(page).is_ok());
            })
        },
    ];
    for (number, render) in pages.into_iter().enumerate() {
        let ([open], [gate]) = gates();
        let body = page(move |page, html| render(page, html, open, gate));
        let text = tokio::time::timeout(std::time::Duration::from_secs(10), body.collect()).await;
        let text = text.unwrap_or_else(|_| panic!("{number} hangs")).unwrap().to_bytes();
        let text = String::from_utf8(text.to_vec()).unwrap();
        assert!(text.find("part ").unwrap() < text.find('x').unwrap(), "{number}: {text}");
    }

    // A deadline of the page counts, whatever it is that does not come.
    for octets in [10, 20_000] {
        let render = at_head().stream(async move |mut page| {
            page.part(|_part| std::future::pending::<()>()).write("x".repeat(octets));
            soon().await;
            Err::<(), _>(Box::<dyn std::error::Error + Send + Sync>::from("too late"))
        });
        let end =
            tokio::time::timeout(std::time::Duration::from_secs(10), render.into_body().collect());
        assert!(end.await.expect("the end of a page that has failed").is_err());
    }
}

type Render = fn(Response<Streaming>, Html, oneshot::Sender<()>, Gate) -> Pin<Box<Done>>;
type Done = dyn Future<Output = ()> + Send;
