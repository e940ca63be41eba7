//! Models of the order of written bytes: each byte arrives once and in order, from any task.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use loom::thread::spawn;

use super::{FRAME, Gate, block_on, explore, next, page, text};

/// Detects a `take` that wakes no writer, and an end before the last frame.
#[test]
fn remote_bytes_arrive() {
    explore(|| {
        let mut body = page(|mut page| async move {
            spawn(move || {
                block_on(async {
                    page.write("a").await.unwrap();
                    page.write("b").flush().await.unwrap();
                });
                page.write("c");
            });
        });
        assert_eq!(text(&mut body).unwrap(), "abc");
    });
}

/// Detects a `push` that wakes no body.
#[test]
fn bytes_arrive_although_no_write_is_awaited() {
    explore(|| {
        let seen = Gate::new();
        let wait = seen.clone();
        let mut body = page(|mut page| async move {
            spawn(move || {
                page.write("a");
                block_on(wait.take());
                page.write("b");
            });
        });
        let first = block_on(next(&mut body)).unwrap().unwrap();
        assert_eq!(first.into_data().unwrap(), "a");
        seen.give(());
        assert_eq!(text(&mut body).unwrap(), "b");
    });
}

/// Detects a `take` that does not reset `local_len`.
#[test]
fn local_bytes_precede_remote_bytes() {
    explore(|| {
        let mut body = page(|mut page| async move {
            page.write("a");
            spawn(move || {
                page.write("b");
                block_on(page.flush()).unwrap();
                page.write("c");
            });
        });
        assert_eq!(text(&mut body).unwrap(), "abc");
    });
}

/// Detects an `enter` that does not hide `local_len`.
#[test]
fn a_remote_flush_waits_for_local_bytes() {
    explore(|| {
        let is_taken = Arc::new(AtomicBool::new(false));
        let was_taken = Arc::clone(&is_taken);
        let mut body = page(|mut page| async move {
            page.write("a");
            spawn(move || {
                block_on(page.flush()).unwrap();
                assert!(was_taken.load(Ordering::Relaxed));
            });
        });
        assert!(block_on(next(&mut body)).unwrap().is_ok());
        is_taken.store(true, Ordering::Relaxed);
        assert_eq!(text(&mut body).unwrap(), "");
    });
}

/// Detects a write to the local buffer while `has_remote` is set.
///
/// Also detects a `has_remote` that is cleared too early.
#[test]
fn a_writer_that_comes_back_overtakes_nothing() {
    explore(|| {
        let mut body = page(|mut page| async move {
            page.write("a");
            let gate = Gate::new();
            let back = gate.clone();
            spawn(move || {
                page.write(FRAME).write("b");
                back.give(page);
            });
            let mut page = gate.take().await;
            page.write("c").flush().await.unwrap();
            page.write("d");
        });
        let text = text(&mut body).unwrap();
        assert_eq!(text.replace('x', ""), "abcd");
        assert_eq!(text.len(), FRAME.len() + 4);
    });
}

/// Detects a body that checks for items before it registers its waker.
#[test]
fn a_body_that_moves_between_polls_takes_its_buffer_along() {
    explore(|| {
        let gate = Gate::new();
        let open = gate.clone();
        let mut body = page(|mut page| async move {
            page.write("a");
            gate.take().await;
            page.write("b").flush().await.unwrap();
            spawn(move || {
                page.write("c");
            });
        });
        let first = block_on(next(&mut body)).unwrap().unwrap();
        assert_eq!(first.into_data().unwrap(), "a");
        spawn(move || open.give(()));
        spawn(move || assert_eq!(text(&mut body).unwrap(), "bc"));
    });
}
