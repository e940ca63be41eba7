//! Models of parts that are woken from other threads.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Poll, Waker};

use loom::sync::atomic::AtomicBool;
use loom::thread::spawn;

use super::{Gate, block_on, explore, page, text};

/// Detects a page that is woken before its part is in the queue.
#[test]
fn a_part_is_woken_while_the_page_polls() {
    explore(|| {
        let gate = Gate::new();
        let open = gate.clone();
        spawn(move || open.give("a"));
        let mut body = page(|mut page| async move {
            page.part(async move |mut part| {
                part.write(gate.take().await);
            });
            page.write("b");
        });
        assert_eq!(text(&mut body).unwrap(), "ab");
    });
}

/// Detects an `is_queued` that is cleared after the poll.
#[test]
fn a_part_is_woken_again_while_it_is_polled() {
    explore(|| {
        let [first, second] = [Gate::new(), Gate::new()];
        let gates = [first.clone(), second.clone()];
        spawn(move || gates.map(|gate| gate.give("a")));
        let mut body = page(|mut page| async move {
            page.part(async move |mut part| {
                part.write(first.take().await).write(second.take().await);
            });
        });
        assert_eq!(text(&mut body).unwrap(), "aa");
    });
}

/// Detects an `is_queued` that is cleared by a store.
#[test]
fn what_precedes_a_wake_up_is_seen_by_the_poll_that_follows() {
    explore(|| {
        let waker = Gate::new();
        let give = waker.clone();
        let is_ready = Arc::new(AtomicBool::new(false));
        let set_ready = Arc::clone(&is_ready);
        spawn(move || {
            let waker: Waker = block_on(waker.take());
            waker.wake_by_ref();
            set_ready.store(true, Ordering::Relaxed);
            waker.wake();
        });
        let mut body = page(|mut page| async move {
            let mut give = Some(give);
            let wait = poll_fn(move |cx| {
                give.take().into_iter().for_each(|give| give.give(cx.waker().clone()));
                if is_ready.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
            });
            page.part(|_part| wait);
        });
        assert_eq!(text(&mut body).unwrap(), "");
    });
}

/// Detects a page that registers its waker after it has taken the queue.
#[test]
fn two_parts_are_woken_at_once() {
    explore(|| {
        let gates = [Gate::new(), Gate::new()];
        for (gate, letter) in gates.clone().into_iter().zip(["a", "b"]) {
            spawn(move || gate.give(letter));
        }
        let mut body = page(|mut page| async move {
            for gate in gates {
                page.part(async move |mut part| {
                    part.write(gate.take().await);
                });
            }
        });
        assert_eq!(text(&mut body).unwrap(), "ab");
    });
}

/// Detects a `has_new_children` that is changed without the lock.
///
/// That is, set before the lock is taken, or cleared after the lock is released.
#[test]
fn a_part_is_opened_remotely_while_the_page_polls() {
    explore(|| {
        let mut body = page(|mut page| async move {
            spawn(move || {
                page.write("a").part(async |mut part| {
                    part.write("b");
                });
                page.write("c").part(async |mut part| {
                    part.write("d");
                });
            });
        });
        assert_eq!(text(&mut body).unwrap(), "abcd");
    });
}

/// Detects an `open` that wakes no body.
#[test]
fn a_part_is_rendered_while_its_opener_waits_for_it() {
    explore(|| {
        let mut body = page(|mut page| async move {
            spawn(move || {
                let gate = Gate::new();
                let open = gate.clone();
                page.part(async move |mut part| {
                    part.write("a");
                    open.give(());
                });
                block_on(gate.take());
                page.write("b");
            });
        });
        assert_eq!(text(&mut body).unwrap(), "ab");
    });
}

/// Detects a `take` that wakes no writer.
#[test]
fn the_writer_of_a_part_is_remote() {
    explore(|| {
        let mut body = page(|mut page| async move {
            page.part(async move |mut part| {
                spawn(move || {
                    block_on(async { part.write("a").flush().await }).unwrap();
                    part.write("b");
                });
            });
            page.write("c");
        });
        assert_eq!(text(&mut body).unwrap(), "abc");
    });
}

/// Detects a `publish_local_len` that wakes no writer.
#[test]
fn the_remote_writer_of_a_part_waits_for_its_local_bytes() {
    explore(|| {
        let mut body = page(|mut page| async move {
            page.part(async move |mut part| {
                part.write("a");
                spawn(move || {
                    block_on(part.flush()).unwrap();
                    part.write("b");
                });
            });
            page.write("c");
        });
        assert_eq!(text(&mut body).unwrap(), "abc");
    });
}

/// Detects a `take_new_children` that wakes no writer.
#[test]
fn a_remote_flush_waits_until_a_part_is_taken_over() {
    explore(|| {
        let mut body = page(|mut page| async move {
            spawn(move || {
                page.part(async |mut part| {
                    part.write("a");
                });
                block_on(page.flush()).unwrap();
                page.write("b");
            });
        });
        assert_eq!(text(&mut body).unwrap(), "ab");
    });
}
