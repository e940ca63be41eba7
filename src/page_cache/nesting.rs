//! Requests for a page from within its own handler.
//!
//! A layer may be inside its own clone. The inner one lets the request through. A handler may also
//! make a request of its own, which must not wait for the page, because the page waits for it. The
//! cache recognizes such a request if the handler awaits it in its own task.

use std::cell::RefCell;
use std::sync::Arc;

use super::Key;
use super::flight::Flight;

/// The key of a page, in an extension of the request for it.
#[derive(Clone, Debug)]
pub(super) struct RequestedKey(pub(super) Key);

thread_local! {
    /// The addresses of the flights that this thread polls, outermost first.
    static POLLED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// A guard for the poll of a flight.
///
/// Dropping it ends the poll, even after a panic.
struct PollGuard;

impl Drop for PollGuard {
    fn drop(&mut self) {
        POLLED.with_borrow_mut(Vec::pop);
    }
}

/// Returns the address of a flight, which identifies it while it exists.
fn address(flight: &Arc<Flight>) -> usize {
    Arc::as_ptr(flight).addr()
}

/// Polls the handler or the body of a flight.
pub(super) fn polling<T>(flight: Option<&Arc<Flight>>, poll: impl FnOnce() -> T) -> T {
    let Some(flight) = flight else { return poll() };
    POLLED.with_borrow_mut(|polled| polled.push(address(flight)));
    let _guard = PollGuard;
    poll()
}

/// Returns whether this thread polls the handler or body of this flight.
pub(super) fn is_polled(flight: &Arc<Flight>) -> bool {
    POLLED.with_borrow(|polled| polled.contains(&address(flight)))
}
