//! The leader of a flight, and how the flight ends.

use std::sync::Arc;
use std::thread;

use http::{HeaderMap, HeaderName};

use super::super::nesting::{FlightNumber, Wait};
use super::super::shared_body::SharedBody;
use super::super::times::Times;
use super::super::{Inner, Key};
use super::{Flight, SharedPage, State};
use crate::cache_permission::OnVoid;

/// The entry of a flight in the table.
///
/// Dropping it removes the flight.
pub(in crate::page_cache) struct FlightEntry {
    cache: Arc<Inner>,
    key: Key,
    flight: Arc<Flight>,
}

impl FlightEntry {
    /// Creates the guard of an entry that was added to the table.
    pub(super) fn new(cache: &Arc<Inner>, key: &Key, flight: Arc<Flight>) -> Self {
        Self { cache: Arc::clone(cache), key: Arc::clone(key), flight }
    }
}

impl Drop for FlightEntry {
    fn drop(&mut self) {
        let mut table = self.cache.flights.table();
        if table.get(&self.key).is_some_and(|flight| Arc::ptr_eq(flight, &self.flight)) {
            table.remove(&self.key);
        }
    }
}

/// The right of one request to call the handler for a page.
pub(in crate::page_cache) struct Leader {
    /// The entry, or `None` if no other request can wait.
    entry: Option<FlightEntry>,
    /// The wait of the request for its own flight, until the page is sent.
    wait: Option<Wait>,
}

impl Leader {
    /// Creates the leader of a flight.
    pub(super) fn new(entry: FlightEntry, wait: Option<Wait>) -> Self {
        Self { entry: Some(entry), wait }
    }

    /// Creates a leader that no other request can wait for.
    pub(in crate::page_cache) fn of_no_flight() -> Self {
        Self { entry: None, wait: None }
    }

    /// Returns the number of the flight, if other requests can wait for it.
    pub(in crate::page_cache) fn number(&self) -> Option<FlightNumber> {
        self.entry.as_ref().map(|entry| entry.flight.number)
    }

    /// Takes the wait of the request for its own flight.
    pub(in crate::page_cache) fn take_wait(&mut self) -> Option<Wait> {
        self.wait.take()
    }

    /// Takes the entry, and returns it with a guard that publishes the page.
    pub(in crate::page_cache) fn take_entry(&mut self) -> (Option<FlightEntry>, Publisher) {
        let flight = self.entry.as_ref().map(|entry| Arc::clone(&entry.flight));
        (self.entry.take(), Publisher(flight))
    }

    /// Returns a function that lets the waiting requests call the handler for themselves.
    ///
    /// The ticket of the request calls it, so that they do not wait for the page of one client.
    pub(in crate::page_cache) fn on_void(&self) -> Option<OnVoid> {
        let flight = Arc::clone(&self.entry.as_ref()?.flight);
        Some(Box::new(move || flight.release()))
    }

    /// Lets the waiting requests call the handler for themselves.
    pub(in crate::page_cache) fn release(&mut self) {
        if let Some(entry) = self.entry.take() {
            entry.flight.set(State::Private);
        }
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        if let Some(entry) = self.entry.take() {
            // If abandoned, the waiting requests would panic one after the other.
            let state = if thread::panicking() { State::Private } else { State::Abandoned };
            let flight = Arc::clone(&entry.flight);
            // Removed first, so that the requests do not find it again when they wake.
            drop(entry);
            flight.set(state);
        }
    }
}

/// A guard for a flight whose page is not published yet.
///
/// Dropping it makes the page private.
pub(in crate::page_cache) struct Publisher(Option<Arc<Flight>>);

impl Publisher {
    /// Publishes the head of the page to the requests that wait.
    pub(in crate::page_cache) fn publish(
        mut self,
        (headers, times): (HeaderMap, Times),
        vary: Vec<HeaderName>,
        key: Key,
        body: &Arc<SharedBody>,
    ) {
        if let Some(flight) = self.0.take() {
            let body = Arc::downgrade(body);
            flight.set(State::Shared(Arc::new(SharedPage { headers, times, vary, key, body })));
        }
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        if let Some(flight) = self.0.take() {
            flight.set(State::Private);
        }
    }
}
