//! The memory of parts. Each test counts all allocations of its thread.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use allocation_counter::AllocationInfo;
use headfirst::body::Disconnected;
use headfirst::{Body, Response, Streaming};
use http_body::Body as _;

use crate::support::at_head;
use crate::{page, ready};

const MIB: u64 = 1 << 20;

type Render = fn(Response<Streaming>) -> Work;
type Work = Pin<Box<dyn Future<Output = Result<(), Disconnected>> + Send>>;

fn body(render: Render) -> Body {
    at_head().stream(render).into_body()
}

/// Polls a body to its end, or until it waits forever.
///
/// Returns the allocations and the number of bytes.
fn take(body: Body) -> (AllocationInfo, usize) {
    let mut len = 0;
    let measured = allocation_counter::measure(|| {
        let mut cx = Context::from_waker(Waker::noop());
        let mut waits = 0;
        let mut body = pin!(body);
        while waits < 100 {
            match body.as_mut().poll_frame(&mut cx) {
                Poll::Ready(Some(frame)) => {
                    len += frame.unwrap().into_data().unwrap().len();
                    waits = 0;
                }
                Poll::Ready(None) => break,
                Poll::Pending => waits += 1,
            }
        }
    });
    (measured, len)
}

#[test]
fn a_hundred_thousand_parts_that_are_flushed_take_a_few_mebibytes() {
    let (measured, len) = take(body(|mut page| {
        Box::pin(async move {
            for row in 0..100_000 {
                let row = format!("<li>row {row:07}</li>");
                page.part(async move |mut part| part.write(row).await).flush().await?;
            }
            Ok(())
        })
    }));
    assert_eq!(len, 100_000 * "<li>row 0000000</li>".len());
    assert!(measured.bytes_max < 2 * MIB, "{measured:?}");
}

/// Renders this many rows, and awaits each write.
fn rows(mut part: Response<Streaming>, many: usize) -> Work {
    Box::pin(async move {
        for _ in 0..many {
            part.write(&[b'x'; 100]).await?;
        }
        Ok(())
    })
}

/// Opens nested parts, all of which await their writes.
fn nested(mut part: Response<Streaming>, depth: usize) -> Work {
    Box::pin(async move {
        for _ in 0..12 {
            part.part(
                move |inner| if depth > 0 { nested(inner, depth - 1) } else { rows(inner, 100) },
            );
            part.write("<hr>").await?;
            part.flush().await?;
        }
        Ok(())
    })
}

#[test]
fn a_page_that_awaits_its_writes_has_bounded_memory() {
    let pages: [(&str, Render); 6] = [
        ("parts that are awaited, and never flushed", |mut page| {
            Box::pin(async move {
                for _ in 0..20_000 {
                    page.part(|part| rows(part, 1)).write("<hr>").await?;
                }
                Ok(())
            })
        }),
        ("long parts", |mut page| {
            Box::pin(async move {
                for _ in 0..200 {
                    page.part(|part| rows(part, 1_000)).await?;
                }
                Ok(())
            })
        }),
        ("long parts behind one that never ends", |mut page| {
            Box::pin(async move {
                page.part(|_part| std::future::pending::<()>());
                for _ in 0..200 {
                    page.part(|part| rows(part, 1_000)).flush().await?;
                }
                Ok(())
            })
        }),
        ("short parts behind one that never ends", |mut page| {
            Box::pin(async move {
                page.part(|_part| std::future::pending::<()>());
                for _ in 0..100_000 {
                    page.part(|part| rows(part, 1)).await?;
                }
                Ok(())
            })
        }),
        ("parts in parts", |page| nested(page, 2)),
        ("parts in parts behind one that never ends", |mut page| {
            page.part(|_part| std::future::pending::<()>());
            nested(page, 3)
        }),
    ];
    for (name, render) in pages {
        let (measured, _) = take(body(render));
        println!("{name}: {} KiB", measured.bytes_max / 1024);
        assert!(measured.bytes_max < 2 * MIB, "{name}: {measured:?}");
    }
}

#[test]
fn a_waiting_boundary_takes_two_kibibytes_and_a_finished_one_a_third() {
    const MANY: u64 = 10_000;
    let measure = |is_finished: bool| {
        let mut body = page(move |mut page, html| async move {
            for _ in 0..MANY {
                page.boundary(&html, "", async move |mut part| {
                    part.write("x");
                    if !is_finished {
                        std::future::pending::<()>().await;
                    }
                });
            }
            std::future::pending::<()>().await;
        });
        let mut rest = None;
        let measured = allocation_counter::measure(|| {
            let _markup = ready(&mut body).unwrap();
            rest = Some(body);
        });
        (measured.bytes_current.unsigned_abs() / MANY, rest.is_some())
    };
    let (waiting, finished) = (measure(false).0, measure(true).0);
    println!("a boundary that waits: {waiting} bytes; one that has finished: {finished} bytes");
    assert!(waiting <= 2048, "{waiting}");
    assert!(finished <= 640, "{finished}");
}
