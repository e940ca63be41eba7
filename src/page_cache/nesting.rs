//! Requests that the handler of a page makes for that page.
//!
//! A layer may be inside its own clone, and then it lets the request through. A handler may also make a request of its
//! own; then it must not wait for the page that waits for it. That is known as long as the same task waits.

use std::cell::RefCell;
use std::sync::Arc;

use super::Key;
use super::flight::Flight;

/// The key of a page in the request for it, an extension.
#[derive(Clone, Debug)]
pub(super) struct AskedFor(pub(super) Key);

thread_local! {
    /// The addresses of the flights that this thread polls, outermost first.
    static POLLED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Ends with the poll, also if that panics.
struct Polled;

impl Drop for Polled {
    fn drop(&mut self) {
        POLLED.with_borrow_mut(Vec::pop);
    }
}

fn address(flight: &Arc<Flight>) -> usize {
    Arc::as_ptr(flight).addr()
}

/// Polls the handler or the body of a flight.
pub(super) fn polling<T>(flight: Option<&Arc<Flight>>, poll: impl FnOnce() -> T) -> T {
    let Some(flight) = flight else { return poll() };
    POLLED.with_borrow_mut(|polled| polled.push(address(flight)));
    let _polled = Polled;
    poll()
}

/// Returns whether it is the handler or the body of this flight that asks.
pub(super) fn is_polled(flight: &Arc<Flight>) -> bool {
    POLLED.with_borrow(|polled| polled.contains(&address(flight)))
}
