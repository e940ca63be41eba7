//! A task that waits for a part does not block the part.

use std::pin::Pin;

use headfirst::{Html, Response, Streaming};
use http_body_util::BodyExt;
use tokio::sync::oneshot;

use crate::support::at_head;
use crate::{Gate, gates, page};

/// A page or a part continues while an earlier part waits for it, however much it has written.
#[tokio::test]
async fn a_part_never_waits_for_its_waiter() {
    let soon = || tokio::time::sleep(std::time::Duration::from_millis(20));
    let pages: [Render; 9] = [
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
        // The waiter is a task, which the page does not poll.
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
        // The waiter is in a set of futures, which polls only woken futures.
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
        // The page itself was moved into a part.
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
        // A task opens the part while the page waits.
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                tokio::spawn(async move {
                    page.part(|mut part| async move {
                        part.write("x");
                        open.send(()).unwrap();
                    });
                });
            })
        },
        // A task waits for buffer space, which exists where the page waits.
        |mut page, _, open, gate| {
            Box::pin(async move {
                tokio::spawn(async move {
                    page.write("y".repeat(20_000)).part(|mut part| async move {
                        gate.pass().await;
                        part.write("part ");
                    });
                    page.write("x").await.unwrap();
                    open.send(()).unwrap();
                });
            })
        },
        // The same, in a set of futures.
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.write("y".repeat(20_000)).part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                let mut set = futures_util::stream::FuturesUnordered::new();
                set.push(async { page.write("x").await.unwrap() });
                while futures_util::StreamExt::next(&mut set).await.is_some() {}
                open.send(()).unwrap();
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

    // A deadline of the page applies, whatever it waits for.
    for len in [10, 20_000] {
        let render = at_head().stream(async move |mut page| {
            page.part(|_part| std::future::pending::<()>()).write("x".repeat(len));
            soon().await;
            Err::<(), _>(Box::<dyn std::error::Error + Send + Sync>::from("too late"))
        });
        let end =
            tokio::time::timeout(std::time::Duration::from_secs(10), render.into_body().collect());
        assert!(end.await.expect("the end of a failed page").is_err());
    }
}

type Render = fn(Response<Streaming>, Html, oneshot::Sender<()>, Gate) -> Pin<Box<Done>>;
type Done = dyn Future<Output = ()> + Send;
