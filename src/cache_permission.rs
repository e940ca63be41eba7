//! Permissions for the page cache, which a request and its response carry.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
/// the render function that concerns only this client or this moment.
#[derive(Clone, Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Ticket(Arc<AtomicBool>);

impl Ticket {
    /// Voids this ticket and all its clones.
    pub(crate) fn void(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Voids the ticket of a request if it has one.
    pub(crate) fn void_in(extensions: &Extensions) {
        if let Some(ticket) = extensions.get::<Self>() {
            ticket.void();
        }
    }

    #[cfg(feature = "page-cache")]
    pub(crate) fn is_void(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Returns `true` if both belong to the same request.
    #[cfg(feature = "page-cache")]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
