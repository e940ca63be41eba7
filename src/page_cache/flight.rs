//! Single flight: one request calls the handler of a page, and others for that page wait for it.
//!
//! The first request is the leader of the flight. It calls the handler, and publishes the head of the page. The
//! followers then read the same body. If the page is not for all of them, each calls the handler for itself.

mod leader;

use std::collections::HashMap;
use std::future::poll_fn;
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Poll;
use std::time::Instant;

use http::Extensions;
use http::header::{AGE, HeaderMap, HeaderName};

pub(super) use leader::{FlightEntry, Leader};

use super::generations::Snapshot;
use super::nesting::{FlightNumber, Wait};
use super::shared_body::{Reader, SharedBody};
use super::times::{Freshness, Times};
use super::wakers::Wakers;
use super::{Inner, Key};

/// The flights of all pages that are being rendered.
#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<Key, Arc<Flight>>>);

/// The rendering of a page, for which requests wait.
pub(super) struct Flight {
    number: FlightNumber,
    /// Whether the leader has a client, whose disconnect ends the flight.
    has_client: bool,
    /// The generations when the leader called the handler.
    snapshot: Snapshot,
    state: Mutex<State>,
    wakers: Wakers,
    /// The number of requests that have started to wait.
    last_waiter: AtomicUsize,
}

/// The state of a flight.
enum State {
    /// The handler has not answered.
    Waiting,
    /// The page is being sent.
    Shared(Arc<SharedPage>),
    /// The client disconnected. Another request may take its place.
    Abandoned,
    /// The page is for its client only.
    Private,
}

/// A page that is being sent: its head, and its body.
pub(super) struct SharedPage {
    /// The headers, with an `Age` of zero.
    headers: HeaderMap,
    times: Times,
    /// The headers by which the page varies.
    pub(super) vary: Vec<HeaderName>,
    /// The key of the page, with the headers by which it varies.
    pub(super) key: Key,
    /// The page, until all of its readers are dropped.
    body: Weak<SharedBody>,
}

/// The role of a request in the flight of its page.
pub(super) enum Role {
    /// The request calls the handler.
    Leader(Leader),
    /// The request waits for another one that has called the handler.
    Follower(Arc<Flight>, Wait),
    /// The flight waits for the request, which must not wait for it.
    Nested,
}

/// The result of waiting for a flight.
pub(super) enum Outcome {
    /// The page is being sent. The wait continues until the request has all of it.
    Shared(Arc<SharedPage>, Wait),
    /// The flight was abandoned. The request may start another one.
    Retry,
    /// The page is not shared. The request calls the handler for itself.
    Private,
}

impl Flights {
    /// Locks the table of flights.
    fn table(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the flight of a page, or starts one.
    pub(super) fn join(
        cache: &Arc<Inner>,
        key: &Key,
        snapshot: &Snapshot,
        request: &Extensions,
    ) -> Role {
        let mut table = cache.flights.table();
        if let Some(flight) = table.get(key).filter(|flight| flight.can_be_joined()) {
            return match Wait::start(flight.number, request) {
                Some(wait) => Role::Follower(Arc::clone(flight), wait),
                None => Role::Nested,
            };
        }
        let flight = Flight::start(&mut table, key, snapshot, true);
        let wait = Wait::start(flight.number, request);
        Role::Leader(Leader::new(FlightEntry::new(cache, key, flight), wait))
    }

    /// Starts a flight without a client, unless the page is being rendered.
    ///
    /// The page may be stale by now. Otherwise, requests for one that is stale at once would each
    /// start a flight.
    pub(super) fn refresh(cache: &Arc<Inner>, key: &Key, snapshot: &Snapshot) -> Option<Leader> {
        let mut table = cache.flights.table();
        if table.get(key).is_some_and(|flight| flight.freshness() != Freshness::Unusable) {
            return None;
        }
        let flight = Flight::start(&mut table, key, snapshot, false);
        Some(Leader::new(FlightEntry::new(cache, key, flight), None))
    }
}

impl Flight {
    /// Adds a flight to the table.
    fn start(
        table: &mut HashMap<Key, Arc<Self>>,
        key: &Key,
        snapshot: &Snapshot,
        has_client: bool,
    ) -> Arc<Self> {
        let flight = Arc::new(Self {
            number: FlightNumber::next(),
            has_client,
            snapshot: snapshot.clone(),
            state: Mutex::new(State::Waiting),
            wakers: Wakers::default(),
            last_waiter: AtomicUsize::new(0),
        });
        table.insert(Arc::clone(key), Arc::clone(&flight));
        flight
    }

    /// Returns whether a request that starts now can wait for the page.
    ///
    /// It does not wait for the handler of a task without a client, since nothing cancels that task.
    fn can_be_joined(&self) -> bool {
        let has_started = self.has_client || matches!(*self.state(), State::Shared(_));
        has_started && self.freshness() == Freshness::Fresh
    }

    /// Returns the freshness of the page for a request that starts now.
    ///
    /// A request that already waits may have a page that expires at once.
    fn freshness(&self) -> Freshness {
        if !self.snapshot.is_current() {
            return Freshness::Unusable;
        }
        match &*self.state() {
            State::Shared(page) => page.times.freshness(Instant::now()),
            State::Waiting | State::Abandoned | State::Private => Freshness::Fresh,
        }
    }

    /// Sets the state, and wakes the requests that wait.
    fn set(&self, state: State) {
        drop(mem::replace(&mut *self.state(), state));
        self.wakers.wake_all();
    }

    /// Lets the waiting requests call the handler for themselves.
    ///
    /// This has no effect if the page is being sent.
    fn release(&self) {
        let mut state = self.state();
        if let State::Waiting = *state {
            *state = State::Private;
            drop(state);
            self.wakers.wake_all();
        }
    }

    /// Locks the state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the handler has answered, or the flight is abandoned.
    pub(super) async fn wait(&self, wait: Wait) -> Outcome {
        let waiter = Waiter { flight: self, id: self.last_waiter.fetch_add(1, Ordering::Relaxed) };
        let page = poll_fn(|cx| {
            Poll::Ready(match &*self.state() {
                State::Waiting => {
                    self.wakers.register(waiter.id, cx.waker());
                    return Poll::Pending;
                }
                State::Shared(page) => Ok(Arc::clone(page)),
                State::Abandoned => Err(Outcome::Retry),
                State::Private => Err(Outcome::Private),
            })
        });
        page.await.map_or_else(|other| other, |page| Outcome::Shared(page, wait))
    }
}

/// A request that waits.
///
/// Dropping it removes its waker.
struct Waiter<'f> {
    flight: &'f Flight,
    id: usize,
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.flight.wakers.forget(self.id);
    }
}

impl SharedPage {
    /// Returns the headers of a response that is sent from now on.
    pub(super) fn headers(&self) -> HeaderMap {
        let mut headers = self.headers.clone();
        self.times.set_age(&mut headers, Instant::now());
        // The page was not in a cache before.
        if headers.get(AGE).is_some_and(|age| age == "0") {
            headers.remove(AGE);
        }
        headers
    }

    /// Returns a reader of the page, if all of it is still available.
    ///
    /// It waits for the page until it is dropped.
    pub(super) fn join(&self, wait: Wait, request: &Extensions) -> Option<Reader> {
        self.body.upgrade()?.join(wait, request.get().cloned())
    }
}
