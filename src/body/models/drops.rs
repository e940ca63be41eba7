//! Models of drops, in every order.

use std::future::pending;
use std::pin::Pin;
use std::task::{Context, Waker};

use http_body::Body as _;
use loom::thread::spawn;

use super::{Gate, block_on, explore, page, text, write_on};
use crate::body::Disconnected;

/// Detects a `close` that wakes no writer.
///
/// Also detects a body that closes nothing when it is dropped.
#[test]
fn a_waiting_writer_receives_an_error_when_the_body_is_dropped() {
    explore(|| {
        let mut body = page(|mut page| async move {
            spawn(move || assert_eq!(write_on(&mut page), Disconnected));
            pending::<()>().await;
        });
        let _ = Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()));
        drop(body);
    });
}

/// Detects a `close` that wakes no writer.
#[test]
fn a_flush_returns_an_error_when_the_body_is_dropped() {
    explore(|| {
        let mut body = page(|mut page| async move {
            page.write("a");
            spawn(move || {
                let _either = block_on(page.flush());
                let end = block_on(async { page.write("b").flush().await });
                assert_eq!(end, Err(Disconnected));
            });
            pending::<()>().await;
        });
        let _ = Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()));
        drop(body);
    });
}

/// Detects a writer that wakes no body when it is dropped.
///
/// Also detects a body that checks for items before it registers its waker.
#[test]
fn a_body_that_waits_ends_when_the_writer_is_dropped() {
    explore(|| {
        let gate = Gate::new();
        let give = gate.clone();
        spawn(move || drop(block_on(gate.take())));
        let mut body = page(|mut page| async move {
            page.write("a");
            give.give(page);
        });
        assert_eq!(text(&mut body).unwrap(), "a");
    });
}

/// Detects a `close` after which more is accepted.
#[test]
fn parts_are_dropped_with_the_body_while_they_are_opened() {
    explore(|| {
        let mut body = page(|mut page| async move {
            spawn(move || {
                page.part(|_part| pending::<()>());
                assert_eq!(write_on(&mut page), Disconnected);
            });
        });
        let _ = Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()));
        drop(body);
    });
}
