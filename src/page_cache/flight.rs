//! Pages that are being rendered, and the requests that wait for them.

use std::collections::HashMap;
use std::future::poll_fn;
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Poll;
use std::thread;

use http::{HeaderMap, HeaderName};

use super::fill::{Fill, Reader};
use super::nesting;
use super::stamps::Begun;
use super::wakers::Wakers;
use super::{Inner, Key};

/// The flights of all pages that are being rendered.
#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<Key, Arc<Flight>>>);

/// A request whose page other requests wait for.
pub(super) struct Flight {
    begun: Begun,
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
    Sending(Arc<Sending>),
    /// The client disconnected. Another request may take its place.
    Abandoned,
    /// The page is for its client only.
    Private,
}

/// The head of a page that is being sent.
pub(super) struct Sending {
    pub(super) headers: HeaderMap,
    /// The headers by which the page varies.
    pub(super) vary: Vec<HeaderName>,
    /// The key of the page, with the headers by which it varies.
    pub(super) key: Key,
    /// The page, until all of its readers are dropped.
    fill: Weak<Fill>,
}

/// The entry of a flight in the table.
///
/// Dropping it removes the flight.
pub(super) struct Seat {
    cache: Arc<Inner>,
    key: Key,
    flight: Arc<Flight>,
}

/// The right of one request to call the handler for a page.
pub(super) struct Lead {
    /// The seat, or `None` if no other request can wait.
    seat: Option<Seat>,
}

/// The role of a request in the flight of its page.
pub(super) enum Entered {
    /// The request calls the handler.
    First(Lead),
    /// The request waits for another one that has called the handler.
    Waits(Arc<Flight>),
    /// The handler of the page made the request, and would wait for itself.
    Within,
}

/// The result of waiting for a flight.
pub(super) enum Waited {
    /// The page is being sent.
    Sending(Arc<Sending>),
    /// The flight was abandoned. The request may start another one.
    Again,
    /// The page is not shared. The request calls the handler for itself.
    Alone,
}

impl Flights {
    /// Locks the table of flights.
    fn table(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the flight of a page, or starts one.
    pub(super) fn enter(cache: &Arc<Inner>, key: &Key, begun: &Begun) -> Entered {
        let mut table = cache.flights.table();
        if let Some(flight) = table.get(key).filter(|flight| flight.begun.is_current()) {
            return match nesting::is_polled(flight) {
                true => Entered::Within,
                false => Entered::Waits(Arc::clone(flight)),
            };
        }
        let flight = Arc::new(Flight {
            begun: begun.clone(),
            state: Mutex::new(State::Waiting),
            wakers: Wakers::default(),
            last_waiter: AtomicUsize::new(0),
        });
        table.insert(Arc::clone(key), Arc::clone(&flight));
        let seat = Seat { cache: Arc::clone(cache), key: Arc::clone(key), flight };
        Entered::First(Lead { seat: Some(seat) })
    }
}

impl Flight {
    /// Sets the state, and wakes the requests that wait.
    fn set(&self, state: State) {
        drop(mem::replace(&mut *self.state(), state));
        self.wakers.wake_all();
    }

    /// Locks the state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the handler has answered, or the flight is abandoned.
    pub(super) async fn wait(&self) -> Waited {
        let waiter = Waiter { flight: self, id: self.last_waiter.fetch_add(1, Ordering::Relaxed) };
        poll_fn(|cx| {
            Poll::Ready(match &*self.state() {
                State::Waiting => {
                    self.wakers.register(waiter.id, cx.waker());
                    return Poll::Pending;
                }
                State::Sending(sending) => Waited::Sending(Arc::clone(sending)),
                State::Abandoned => Waited::Again,
                State::Private => Waited::Alone,
            })
        })
        .await
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

impl Sending {
    /// Returns a reader of the page, if all of it is still available.
    pub(super) fn join(&self) -> Option<Reader> {
        self.fill.upgrade()?.join()
    }
}

impl Lead {
    /// Creates a lead that no other request waits for.
    pub(super) fn alone() -> Self {
        Self { seat: None }
    }

    /// Returns the flight, if other requests can wait for it.
    pub(super) fn flight(&self) -> Option<Arc<Flight>> {
        self.seat.as_ref().map(|seat| Arc::clone(&seat.flight))
    }

    /// Takes the seat, and returns it with a guard that publishes the page.
    pub(super) fn take_seat(&mut self) -> (Option<Seat>, Published) {
        let flight = self.flight();
        (self.seat.take(), Published(flight))
    }

    /// Lets the waiting requests call the handler for themselves.
    pub(super) fn go_alone(&mut self) {
        if let Some(seat) = self.seat.take() {
            seat.flight.set(State::Private);
        }
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            // If abandoned, the waiting requests would panic one after the other.
            let state = if thread::panicking() { State::Private } else { State::Abandoned };
            let flight = Arc::clone(&seat.flight);
            // Removed first, so that the requests do not find it again when they wake.
            drop(seat);
            flight.set(state);
        }
    }
}

/// A guard for a flight whose page is not published yet.
///
/// Dropping it makes the page private.
pub(super) struct Published(Option<Arc<Flight>>);

impl Published {
    /// Publishes the head of the page to the requests that wait.
    pub(super) fn page(
        mut self,
        headers: HeaderMap,
        vary: Vec<HeaderName>,
        key: Key,
        fill: &Arc<Fill>,
    ) {
        if let Some(flight) = self.0.take() {
            let fill = Arc::downgrade(fill);
            flight.set(State::Sending(Arc::new(Sending { headers, vary, key, fill })));
        }
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        if let Some(flight) = self.0.take() {
            flight.set(State::Private);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut table = self.cache.flights.table();
        if table.get(&self.key).is_some_and(|flight| Arc::ptr_eq(flight, &self.flight)) {
            table.remove(&self.key);
        }
    }
}
