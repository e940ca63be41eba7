//! A service that is shared by requests and cheap to clone at any depth.
//!
//! A tower service must be cloned for each request, because a call needs an instance that was
//! polled ready. Suppose that a clone of a middleware cloned its inner service, which cloned its
//! own inner service, and so on. Then a request through *n* layers would cost *n*² clones. Instead,
//! a clone is a handle here, and the service itself is cloned when the handle is first used.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle to a service and the data that belongs to it.
///
/// While it is in use, it also contains a clone of the service.
pub(crate) struct Shared<T, S> {
    original: Arc<Original<T, S>>,
    own: Option<S>,
}

/// The original service, from which each handle clones its own.
struct Original<T, S> {
    with: T,
    // In a mutex, because a service need not be `Sync`.
    service: Mutex<S>,
}

impl<T, S> Shared<T, S> {
    pub(crate) fn new(with: T, service: S) -> Self {
        Self { original: Arc::new(Original { with, service: Mutex::new(service) }), own: None }
    }

    /// Returns the data that belongs to the service.
    pub(crate) fn with(&self) -> &T {
        &self.original.with
    }

    /// Calls a function with the original service.
    pub(crate) fn peek<U>(&self, look: impl FnOnce(&S) -> U) -> U {
        look(&self.original.locked())
    }
}

impl<T, S> Original<T, S> {
    fn locked(&self) -> MutexGuard<'_, S> {
        // Only `S::clone` can have panicked here, and it does not change the service.
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, S: Clone> Shared<T, S> {
    /// Returns the service of this handle, which stays the same until it is taken.
    pub(crate) fn get_mut(&mut self) -> &mut S {
        let original = &self.original;
        self.own.get_or_insert_with(|| original.locked().clone())
    }

    /// Takes the service that [`get_mut`](Self::get_mut) returned.
    pub(crate) fn take(&mut self) -> S {
        self.own.take().unwrap_or_else(|| self.original.locked().clone())
    }
}

impl<T, S> Clone for Shared<T, S> {
    fn clone(&self) -> Self {
        Self { original: Arc::clone(&self.original), own: None }
    }
}
