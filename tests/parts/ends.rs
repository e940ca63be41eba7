//! The ends of parts.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};
use std::time::Duration;

use headfirst::body::RenderError;
use headfirst::{Response, Streaming};
use http_body::Body as _;
use http_body_util::BodyExt;

use crate::support::at_head;
use crate::{Alive, Twice, all, page, ready};

#[test]
fn an_error_or_panic_belongs_to_the_boundary_or_to_the_body() {
    let fails = async |mut part: Response<Streaming>| {
        part.write("half");
        Err::<(), _>(Box::<dyn std::error::Error + Send + Sync>::from("no orders"))
    };
    let panics = async |mut part: Response<Streaming>| {
        part.write("half");
        if part.method() == "GET" {
            panic!("no luck");
        }
    };
    let sorry = |error: RenderError, part: &mut Response<Streaming>| {
        assert_eq!(error.get_ref().is_none(), error.is_panic());
        part.write(if error.is_panic() { "panic: " } else { "error: " }).write(error.to_string());
    };
    let mut body = page(move |mut page, html| async move {
        page.boundary_or_else(&html, "?", fails, sorry).boundary_or_else(&html, "?", panics, sorry);
        page.part_or_else(fails, sorry).write(" ").part_or_else(panics, sorry).write(" the end");
    });
    let slots = "<slot>?</slot><slot>?</slot>";
    let failed = "error: the render function failed after the head was sent: no orders";
    let panicked = "panic: the render function panicked: no luck";
    let here = &format!("half{failed} half{panicked} the end");
    let moved = &format!("<moved>{failed}</moved><moved>{panicked}</moved>");
    assert_eq!(all(&mut body).unwrap(), [slots, here, moved].concat());

    let mut body = page(move |mut page, html| async move {
        page.write("page").boundary(&html, "?", fails);
    });
    assert!(!all(&mut body).unwrap_err().is_panic());
    let mut body = page(move |mut page, _| async move {
        page.write("page").part(panics);
    });
    assert!(all(&mut body).unwrap_err().is_panic());
    assert!(ready(&mut body).unwrap().is_none(), "nothing follows an error");

    // A recovery can fail too.
    let mut body = page(move |mut page, html| async move {
        page.boundary_or_else(&html, "?", fails, |_, _| panic!("no luck at all"));
    });
    assert!(all(&mut body).unwrap_err().is_panic());

    // An error of a nested part is an error of the boundary around it.
    let mut body = page(move |mut page, html| async move {
        page.boundary_or_else(
            &html.clone(),
            "?",
            move |mut part| async move {
                part.write("outer").boundary(&html, "?", fails);
                std::future::pending::<()>().await;
            },
            sorry,
        );
    });
    assert_eq!(all(&mut body).unwrap(), format!("<slot>?</slot><moved>{failed}</moved>"));
}

/// The page and its parts are dropped in each of their states.
#[test]
fn a_body_can_be_dropped_after_any_poll() {
    for polls in 0..20 {
        let alive = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&alive);
        let mut body = page(move |mut page, html| async move {
            for number in 0..3 {
                let guard = Alive::new(&count);
                let (count, inner) = (Arc::clone(&count), html.clone());
                page.boundary(&html, "?", move |mut part| async move {
                    let inside = Alive::new(&count);
                    part.boundary(&inner, "?", async move |mut part| {
                        Twice(Arc::default(), false).await;
                        part.write("inside");
                        drop(inside);
                    });
                    Twice(Arc::default(), false).await;
                    part.write(number.to_string());
                    drop(guard);
                });
                page.write("x").flush().await.unwrap();
            }
        });
        let mut pinned = pin!(&mut body);
        for _ in 0..polls {
            let _ = pinned.as_mut().poll_frame(&mut Context::from_waker(Waker::noop()));
        }
        drop(body);
        assert_eq!(alive.load(Ordering::Relaxed), 0, "after {polls}");
    }
}

fn nested(mut page: Response<Streaming>, depth: usize) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        page.write(".");
        if depth > 0 {
            page.part_or_else(
                move |part| nested(part, depth - 1),
                |error, place| {
                    place.write(error.to_string());
                },
            );
        }
    })
}

/// Nesting can depend on user input, such as the depth of a comment thread.
#[test]
fn parts_nested_too_deep_are_an_error_and_not_a_stack_overflow() {
    let run = |depth| all(&mut page(move |page, _| nested(page, depth))).unwrap();
    assert_eq!(run(100), ".".repeat(101));
    assert_eq!(run(10_000), ".".repeat(101) + "parts are nested more than 100 levels deep");
}

/// A recovery that contains a failing part with a recovery of its own.
fn recovering(page: &mut Response<Streaming>, depth: usize) {
    if depth > 0 {
        let lost = async |_part| Err::<(), _>("lost");
        page.part_or_else(lost, move |_error, place| recovering(place, depth - 1));
    }
    page.write(".");
}

#[test]
fn recoveries_nest_as_deep_as_parts() {
    let run = |depth| all(&mut page(async move |mut page, _| recovering(&mut page, depth)));
    assert_eq!(run(101).unwrap(), ".".repeat(102));
    assert_eq!(run(102).unwrap_err().to_string(), "parts are nested more than 100 levels deep");
    assert_eq!(
        run(1_000_000).unwrap_err().to_string(),
        "parts are nested more than 100 levels deep"
    );
}

/// The bytes that the page wrote after the part are discarded.
#[test]
fn nothing_follows_the_error_of_a_part() {
    let mut body = page(async |mut page, _html| {
        page.part(async |_part| Err::<(), _>("no orders")).write("three orders");
    });
    let mut cx = Context::from_waker(Waker::noop());
    let mut next = || loop {
        let polled = Pin::new(&mut body).poll_frame(&mut cx);
        if let std::task::Poll::Ready(frame) = polled {
            return frame;
        }
    };
    assert!(next().is_some_and(|frame| frame.is_err()));
    assert!(next().is_none());
}

/// The part is rendered ahead, awaits its writes, and fails in the middle of a row.
#[tokio::test]
async fn the_bytes_of_a_failed_part_precede_its_recovery() {
    const ROWS: usize = 1_200;
    let response = at_head().stream(async |mut page| {
        page.part(async |mut part| {
            tokio::time::sleep(Duration::from_millis(5)).await;
            part.write("slow ");
        });
        page.part_or_else(
            async |mut part| {
                for row in 0..ROWS {
                    part.write("<li title=\"").write(row.to_string()).write("\">").await?;
                }
                Err::<(), Box<dyn std::error::Error + Send + Sync>>("no more rows".into())
            },
            |_, part| {
                part.write("<p>sorry");
            },
        );
        page.write(" the end");
    });
    let text = response.into_body().collect().await.unwrap().to_bytes();
    let rows: String = (0..ROWS).map(|row| format!("<li title=\"{row}\">")).collect();
    assert_eq!(text, ["slow ", &rows, "<p>sorry the end"].concat());
}

#[tokio::test]
async fn nested_parts_of_a_failed_part_continue_before_its_recovery() {
    let soon = || tokio::time::sleep(Duration::from_millis(5));
    let response = at_head().stream(async move |mut page| {
        page.part_or_else(
            async move |mut part| {
                part.write("a ").part(async move |mut inner| {
                    inner.write("b ");
                    soon().await;
                    inner.write("c ").part_or_else(
                        async move |mut innermost| {
                            innermost.write("d ");
                            soon().await;
                            Err::<(), _>("lost")
                        },
                        |_, place| _ = place.write("e "),
                    );
                    inner.write("f ");
                });
                part.write("g ");
                Err::<(), _>("lost as well")
            },
            move |_, place| {
                place.write("h ").part(async move |mut part| {
                    soon().await;
                    part.write("i ");
                });
            },
        );
        page.write("j");
    });
    let text = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(text, "a b c d e f g h i j");
}
