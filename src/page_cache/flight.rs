//! Pages that are being rendered, each for all who ask for it meanwhile.

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

#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<Key, Arc<Flight>>>);

/// A request whose page others wait for.
pub(super) struct Flight {
    begun: Begun,
    state: Mutex<State>,
    wakers: Wakers,
    last_waiter: AtomicUsize,
}

enum State {
    /// The handler has not answered.
    Waiting,
    Sending(Arc<Sending>),
    /// Its client is gone, so another one may take its place.
    Abandoned,
    /// The page is for its client alone.
    Private,
}

/// The head of a page that is being sent.
pub(super) struct Sending {
    pub(super) headers: HeaderMap,
    pub(super) vary: Vec<HeaderName>,
    /// The key of what the page varies by, if it does.
    pub(super) key: Key,
    fill: Weak<Fill>,
}

/// The place of a flight among the others, until it is dropped.
pub(super) struct Seat {
    cache: Arc<Inner>,
    key: Key,
    flight: Arc<Flight>,
}

/// The right to ask the handler for a page, of one request.
pub(super) struct Lead {
    seat: Option<Seat>,
}

pub(super) enum Entered {
    First(Lead),
    Waits(Arc<Flight>),
    /// The handler of the page requests it, and would wait for itself.
    Within,
}

/// What becomes of a request that has waited.
pub(super) enum Waited {
    Sending(Arc<Sending>),
    Again,
    Alone,
}

impl Flights {
    fn table(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the flight of a page, or begins one.
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
    fn set(&self, state: State) {
        drop(mem::replace(&mut *self.state(), state));
        self.wakers.wake_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the handler has answered.
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

/// A request that waits, until it is dropped.
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
    /// Returns a reader of the page, if all of it can still be had.
    pub(super) fn join(&self) -> Option<Reader> {
        self.fill.upgrade()?.join()
    }
}

impl Lead {
    /// Of a request that no other waits for.
    pub(super) fn alone() -> Self {
        Self { seat: None }
    }

    pub(super) fn flight(&self) -> Option<Arc<Flight>> {
        self.seat.as_ref().map(|seat| Arc::clone(&seat.flight))
    }

    /// Takes the seat, for the record of the page.
    pub(super) fn take_seat(&mut self) -> (Option<Seat>, Published) {
        let flight = self.flight();
        (self.seat.take(), Published(flight))
    }

    /// Lets the others ask for themselves.
    pub(super) fn go_alone(&mut self) {
        if let Some(seat) = self.seat.take() {
            seat.flight.set(State::Private);
        }
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            // Each of the others would panic after the other.
            let state = if thread::panicking() { State::Private } else { State::Abandoned };
            let flight = Arc::clone(&seat.flight);
            // Nobody shall find it again.
            drop(seat);
            flight.set(state);
        }
    }
}

/// A flight whose seat was taken, until the others know the page.
pub(super) struct Published(Option<Arc<Flight>>);

impl Published {
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
