//! Requests that are made while a page is rendered, and their waits.
//!
//! A layer may be inside its own clone. The inner one lets the request through.
//!
//! A handler may also make requests of its own. Its page then waits for other pages, and they may
//! wait for further ones, in other tasks and in other caches. All these waits are recorded in one
//! place. A request whose wait would close a cycle does not wait, so they never wait for each
//! other. The cache recognizes the requests of a page if its handler awaits them in its own task, or
//! if they have the extensions of the request for the page. A page that is not shared has no flight of
//! its own. Its requests are those of the flight that waits for it.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Extensions;

use super::Key;

/// The page that a request is for, in an extension of the request.
#[derive(Clone, Debug)]
pub(super) struct Requested {
    pub(super) key: Key,
    /// The flight that waits for the request, if there is one.
    pub(super) flight: Option<FlightNumber>,
}

impl Requested {
    /// Creates the extension of a request that has this flight.
    ///
    /// Without a flight of its own, the request may be part of an outer one.
    pub(super) fn new(key: Key, flight: Option<FlightNumber>, extensions: &Extensions) -> Self {
        Self { key, flight: flight.or_else(|| waiting_flight(extensions)) }
    }
}

/// The number of a flight, which no other flight of this process has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FlightNumber(u64);

impl FlightNumber {
    /// Returns a new number.
    pub(super) fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

thread_local! {
    /// The innermost flight that this thread polls.
    static POLLED: Cell<Option<FlightNumber>> = const { Cell::new(None) };
}

/// A guard for the poll of a flight, with the outer flight.
///
/// Dropping it ends the poll, even after a panic.
struct PollGuard(Option<FlightNumber>);

impl Drop for PollGuard {
    fn drop(&mut self) {
        POLLED.set(self.0);
    }
}

/// Polls what a flight waits for: a handler or a body.
pub(super) fn polling<T>(flight: Option<FlightNumber>, poll: impl FnOnce() -> T) -> T {
    let Some(flight) = flight else { return poll() };
    let _guard = PollGuard(POLLED.replace(Some(flight)));
    poll()
}

/// Returns the flight that waits for a request, if there is one.
pub(super) fn waiting_flight(extensions: &Extensions) -> Option<FlightNumber> {
    let requested = || extensions.get::<Requested>()?.flight;
    POLLED.get().or_else(requested)
}

/// The waits of all flights. Each has the flight that waits, a number, and the flight it waits for.
type Waits = BTreeMap<(FlightNumber, u64), FlightNumber>;

/// Locks the waits.
fn waits() -> MutexGuard<'static, Waits> {
    static WAITS: Mutex<Waits> = Mutex::new(Waits::new());
    WAITS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The wait of a request for a flight.
///
/// It lasts until the request has all of the page. Dropping it ends it.
pub(super) struct Wait {
    /// The key of the wait, or `None` if no flight waits for the request.
    key: Option<(FlightNumber, u64)>,
}

impl Wait {
    /// Starts to wait for a flight.
    ///
    /// Returns `None` if that flight waits for this request.
    pub(super) fn start(flight: FlightNumber, request: &Extensions) -> Option<Self> {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let Some(waiting) = waiting_flight(request) else { return Some(Self { key: None }) };
        let mut waits = waits();
        if waits_for(&waits, flight, waiting) {
            return None;
        }
        let key = (waiting, LAST.fetch_add(1, Ordering::Relaxed));
        waits.insert(key, flight);
        Some(Self { key: Some(key) })
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        if let Some(key) = &self.key {
            waits().remove(key);
        }
    }
}

/// Returns whether a flight is another one, or waits for it.
fn waits_for(waits: &Waits, flight: FlightNumber, other: FlightNumber) -> bool {
    let (mut found, mut next) = (BTreeSet::from([flight]), vec![flight]);
    while let Some(flight) = next.pop() {
        if flight == other {
            return true;
        }
        let of_flight = waits.range((flight, 0)..=(flight, u64::MAX));
        next.extend(of_flight.map(|(_, flight)| *flight).filter(|flight| found.insert(*flight)));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts a wait of one flight for another one.
    fn wait(waiting: FlightNumber, flight: FlightNumber) -> Option<Wait> {
        polling(Some(waiting), || Wait::start(flight, &Extensions::new()))
    }

    #[test]
    fn no_wait_closes_a_cycle() {
        let [a, b, c, d] = [(); 4].map(|()| FlightNumber::next());
        assert!(wait(a, a).is_none());
        let chain = [wait(a, b), wait(b, c), wait(a, c), wait(d, a)].map(Option::unwrap);
        assert!([(c, a), (c, b), (b, a), (c, d)].into_iter().all(|(c, a)| wait(c, a).is_none()));
        assert!(Wait::start(a, &Extensions::new()).is_some(), "a request of no flight");
        let mut extensions = Extensions::new();
        extensions.insert(Requested { key: [].into(), flight: Some(c) });
        assert!(Wait::start(a, &extensions).is_none(), "in another task");
        drop(chain);
        assert!(wait(c, a).is_some());
    }

    #[test]
    fn a_wait_lasts_as_long_as_one_of_its_kind() {
        let [a, b] = [(); 2].map(|()| FlightNumber::next());
        let (one, other) = (wait(a, b), wait(a, b));
        drop(one);
        assert!(wait(b, a).is_none());
        drop(other);
        assert!(wait(b, a).is_some());
    }

    /// A poll within a poll, even one that panics.
    #[test]
    fn a_poll_ends_with_the_one_around_it() {
        let [a, b] = [(); 2].map(|()| FlightNumber::next());
        polling(Some(a), || {
            polling(Some(b), || assert_eq!(POLLED.get(), Some(b)));
            polling(None, || assert_eq!(POLLED.get(), Some(a)));
            let panics = || polling(Some(b), || panic!("as it should"));
            assert!(std::panic::catch_unwind(panics).is_err());
            assert_eq!(POLLED.get(), Some(a));
        });
        assert_eq!(POLLED.get(), None);
    }
}
