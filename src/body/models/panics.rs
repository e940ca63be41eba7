//! Models of panics in a render function, a part or a writer.

use std::panic::resume_unwind;

use loom::thread::spawn;

use super::{explore, page, text, write_on};
use crate::body::Disconnected;
use crate::body::pipe::sync::modelled::unwind;

/// Detects a writer that ends in the same way with and without a panic.
#[test]
fn a_remote_writer_that_panics_is_an_error() {
    explore(|| {
        let mut body = page(|mut page| async move {
            page.write("a");
            spawn(move || {
                page.write("b");
                unwind(page);
            });
        });
        assert!(text(&mut body).unwrap_err().is_panic());
    });
}

/// Detects a `close` that wakes no writer.
#[test]
fn a_remote_writer_receives_an_error_when_the_render_panics() {
    explore(|| {
        let mut body = page(|mut page| async move {
            spawn(move || assert_eq!(write_on(&mut page), Disconnected));
            panic_silently("in the render");
        });
        assert_eq!(
            text(&mut body).unwrap_err().to_string(),
            "the render function panicked: in the render"
        );
    });
}

/// Detects a `close` that wakes no writer.
#[test]
fn a_remote_writer_receives_an_error_when_its_part_panics() {
    explore(|| {
        let mut body = page(|mut page| async move {
            page.part(async move |mut part| {
                spawn(move || assert_eq!(write_on(&mut part), Disconnected));
                panic_silently("in the part");
            });
        });
        assert_eq!(
            text(&mut body).unwrap_err().to_string(),
            "the render function panicked: in the part"
        );
    });
}

/// Panics without printing a message for each order.
fn panic_silently(message: &'static str) {
    resume_unwind(Box::new(message));
}
