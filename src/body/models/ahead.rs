//! Models of a page that continues while it waits for one of its parts.

use loom::thread::spawn;

use super::{FRAME, Gate, block_on, explore, page, text};

/// Detects a `wait` that wakes no writer.
#[test]
fn a_remote_writer_goes_on_while_the_page_waits() {
    explore(|| {
        let gate = Gate::new();
        let open = gate.clone();
        let mut body = page(|mut page| async move {
            page.write("a").part(async move |mut part| {
                gate.take().await;
                part.write("b");
            });
            spawn(move || {
                block_on(async { page.write("c").await }).unwrap();
                open.give(());
            });
        });
        assert_eq!(text(&mut body).unwrap(), "abc");
    });
}

/// Detects a writer that is woken only when the buffers are empty.
#[test]
fn a_remote_writer_can_write_a_frame_ahead() {
    explore(|| {
        let gate = Gate::new();
        let open = gate.clone();
        let mut body = page(|mut page| async move {
            spawn(move || {
                page.write(FRAME).part(async move |_part| gate.take().await);
                block_on(async { page.write("c").await }).unwrap();
                open.give(());
            });
        });
        let text = text(&mut body).unwrap();
        assert_eq!(text.len(), FRAME.len() + 1);
    });
}

/// Detects a `wait` that wakes no writer.
///
/// Also detects a `take` that does not reset `local_len`.
#[test]
fn local_bytes_that_wait_for_a_part_are_counted() {
    explore(|| {
        let gate = Gate::new();
        let open = gate.clone();
        let mut body = page(|mut page| async move {
            page.part(async move |mut part| {
                gate.take().await;
                part.write("a");
            });
            page.write("b");
            spawn(move || {
                block_on(async { page.write("c").await }).unwrap();
                open.give(());
                block_on(page.flush()).unwrap();
                page.write("d");
            });
        });
        assert_eq!(text(&mut body).unwrap(), "abcd");
    });
}

/// Detects a `wait` that registers no reader while the page waits for a part.
#[test]
fn a_part_that_is_opened_remotely_meanwhile_is_rendered() {
    explore(|| {
        let gate = Gate::new();
        let open = gate.clone();
        let mut body = page(|mut page| async move {
            page.part(async move |mut part| {
                gate.take().await;
                part.write("a");
            });
            spawn(move || {
                page.part(async move |mut part| {
                    part.write("b");
                    open.give(());
                });
            });
        });
        assert_eq!(text(&mut body).unwrap(), "ab");
    });
}
