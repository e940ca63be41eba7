//! A service that many requests share, and that costs the same to clone however many are inside.
//!
//! A service has to be cloned for each request, since a call needs one of its own that was found ready.
//! If a clone of a middleware cloned the services inside, and each of those did the same again, a
//! request through *n* of them would cost *n*² clones. So a clone here is a handle, and the service
//! itself is cloned at the first use of that handle.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle to a service and to what belongs to it, and a clone of the service while it is in use.
pub(crate) struct Shared<T, S> {
    origin: Arc<Origin<T, S>>,
    own: Option<S>,
}

struct Origin<T, S> {
    with: T,
    // A mutex, and not the service alone, since a service need not be `Sync`.
    service: Mutex<S>,
}

impl<T, S> Shared<T, S> {
    pub(crate) fn new(with: T, service: S) -> Self {
        Self { origin: Arc::new(Origin { with, service: Mutex::new(service) }), own: None }
    }

    /// Returns what belongs to the service.
    pub(crate) fn with(&self) -> &T {
        &self.origin.with
    }

    /// Looks at the service that the clones are of.
    pub(crate) fn peek<U>(&self, look: impl FnOnce(&S) -> U) -> U {
        look(&self.origin.locked())
    }
}

impl<T, S> Origin<T, S> {
    fn locked(&self) -> MutexGuard<'_, S> {
        // Only its `Clone` can have panicked, which does not change it.
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, S: Clone> Shared<T, S> {
    /// Returns the service of this handle, which is the same until it is taken.
    pub(crate) fn get_mut(&mut self) -> &mut S {
        let origin = &self.origin;
        self.own.get_or_insert_with(|| origin.locked().clone())
    }

    /// Takes the service that [`get_mut`](Self::get_mut) has returned.
    pub(crate) fn take(&mut self) -> S {
        self.own.take().unwrap_or_else(|| self.origin.locked().clone())
    }
}

impl<T, S> Clone for Shared<T, S> {
    fn clone(&self) -> Self {
        Self { origin: Arc::clone(&self.origin), own: None }
    }
}
