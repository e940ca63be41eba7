//! The waits of pages and parts, and their costs.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

use crate::{Alive, Twice, all, gates, page, ready};

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
fn a_boundary_that_never_ends_delays_no_other_and_is_dropped_with_the_body() {
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
fn ten_thousand_boundaries_are_polled_only_when_woken() {
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
fn a_part_that_awaits_its_writes_buffers_one_frame_ahead() {
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

/// Nothing is taken from a part before its turn.
#[test]
fn a_part_rendered_ahead_waits_when_a_frame_is_full() {
    let ([open], [gate]) = gates();
    let begun = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&begun);
    let mut body = page(|mut page, _| async move {
        page.part(move |_part| gate.pass());
        page.part(move |mut part| async move {
            for _ in 0..8 {
                count.fetch_add(1, Ordering::Relaxed);
                part.write(&[b'x'; 16 * 1024]).await.unwrap();
            }
        });
    });
    for _ in 0..10 {
        assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    }
    assert_eq!(begun.load(Ordering::Relaxed), 1);
    let shown = format!("{body:?}");
    assert!(shown.starts_with("Body::Page(Page { render: RenderTask { returned: true"), "{shown}");
    assert!(shown.contains("Parts { unfinished: 2, .. }"), "{shown}");
    open.send(()).unwrap();
    assert_eq!(all(&mut body).unwrap().len(), 8 * 16 * 1024);
}

/// Each part ends a frame, even a short one.
#[test]
fn a_page_waits_when_the_bytes_before_a_part_form_a_frame() {
    for (len, most) in [(8 * 1024, 3), (5 * 1024, 4)] {
        let ([open], [gate]) = gates();
        let begun = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&begun);
        let mut body = page(move |mut page, _| async move {
            page.part(move |_part| gate.pass());
            for _ in 0..8 {
                count.fetch_add(1, Ordering::Relaxed);
                page.write(&[b'x'; 8 * 1024][..len]).await.unwrap();
                page.part(async |_part| ());
            }
        });
        for _ in 0..10 {
            assert_eq!(ready(&mut body).unwrap().unwrap(), "");
        }
        assert_eq!(begun.load(Ordering::Relaxed), most);
        open.send(()).unwrap();
        assert_eq!(all(&mut body).unwrap().len(), 8 * len);
    }
}

#[test]
fn a_flush_in_another_task_waits_for_the_bytes_after_a_part() {
    let ([open], [gate]) = gates();
    let (moved, page_elsewhere) = std::sync::mpsc::channel();
    let mut body = page(move |mut page, _| async move {
        page.part(move |_part| gate.pass());
        page.write("after it");
        moved.send(page).unwrap();
    });
    assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    let mut page = page_elsewhere.recv().unwrap();
    let mut flush = pin!(page.flush());
    let mut cx = Context::from_waker(Waker::noop());
    assert!(flush.as_mut().poll(&mut cx).is_pending());
    open.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "after it");
    assert!(flush.as_mut().poll(&mut cx).is_ready());
}

#[test]
fn a_page_moved_to_another_thread_can_open_a_part() {
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
