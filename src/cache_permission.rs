//! Permissions for the page cache, which a request and its response carry.

use std::borrow::Cow;
use std::fmt;
#[cfg(feature = "page-cache")]
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use http::Extensions;

/// The permission to cache a page in this server, an extension of its response.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "page-cache"), allow(dead_code, reason = "the page cache reads it"))]
pub(crate) struct CachePermission {
    pub(crate) tags: Vec<Cow<'static, str>>,
    pub(crate) max_age: Option<Duration>,
    pub(crate) ticket: Ticket,
}

/// A mark of one request inside a page cache, an extension of that request.
///
/// A cacheable page that starts from the request takes a clone. Its response can be cached as long
/// as no clone was voided. A response that can read cookies voids the ticket. So does an event in
/// the render function that concerns only this moment.
///
/// A handler may forward its request to another route, and include the response in its page. If that
/// route is inside a page cache, its request has a child of the ticket. What voids the child voids
/// the ticket too. If the page of another client is included while it is sent, what voids its ticket
/// voids this one.
#[derive(Clone, Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Ticket(Arc<State>);

#[derive(Default)]
struct State {
    /// [`VOID`] or [`PRIVATE`], or zero if the ticket is valid.
    voided: AtomicU8,
    parent: Option<Ticket>,
    /// The function that is called when the ticket is voided.
    #[cfg(feature = "page-cache")]
    on_void: Option<OnVoid>,
}

/// A function that ends the wait of the requests for a page.
#[cfg(feature = "page-cache")]
pub(crate) type OnVoid = Box<dyn Fn() + Send + Sync + UnwindSafe + RefUnwindSafe>;

/// The page is not to be stored. The clients that receive it now may share it.
const VOID: u8 = 1;
/// The page is for one client.
const PRIVATE: u8 = 2;

impl Ticket {
    /// Voids this ticket, all its clones, and its parents.
    pub(crate) fn void(&self) {
        self.raise_to(VOID);
    }

    /// Voids the ticket of a request whose page is for one client.
    pub(crate) fn make_private_in(extensions: &Extensions) {
        if let Some(ticket) = extensions.get::<Self>() {
            ticket.raise_to(PRIVATE);
        }
    }

    fn raise_to(&self, reason: u8) {
        let mut next = Some(self);
        while let Some(Self(state)) = next {
            let before = state.voided.fetch_max(reason, Ordering::AcqRel);
            state.call_on_void(before);
            next = state.parent.as_ref();
        }
    }

    /// Creates a child of the ticket of a request.
    ///
    /// If the request has none, the ticket has no parent. `on_void` is called once, when the ticket
    /// is voided.
    #[cfg(feature = "page-cache")]
    pub(crate) fn new_in(extensions: &Extensions, on_void: Option<OnVoid>) -> Self {
        let parent = extensions.get::<Self>().cloned();
        Self(Arc::new(State { parent, on_void, ..State::default() }))
    }

    #[cfg(feature = "page-cache")]
    pub(crate) fn is_void(&self) -> bool {
        self.0.voided.load(Ordering::Acquire) != 0
    }

    #[cfg(feature = "page-cache")]
    pub(crate) fn is_private(&self) -> bool {
        self.0.voided.load(Ordering::Acquire) == PRIVATE
    }

    /// Returns `true` if both belong to the same request.
    #[cfg(feature = "page-cache")]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl State {
    /// Calls the function, unless the ticket was void before.
    #[cfg(feature = "page-cache")]
    fn call_on_void(&self, before: u8) {
        if let Some(on_void) = self.on_void.as_ref().filter(|_| before == 0) {
            on_void();
        }
    }

    #[cfg(not(feature = "page-cache"))]
    fn call_on_void(&self, _before: u8) {}
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("voided", &self.voided).finish_non_exhaustive()
    }
}
