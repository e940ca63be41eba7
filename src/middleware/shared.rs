//! A service that many requests share, and that costs the same to clone however many are inside.
//!
//! A service has to be cloned for each request, since a call needs one of its own that was found ready.
//! If a clone of a middleware cloned the services inside, and each of those did the same again, a
//! request through *n* of them would cost *n*² clones. So a clone here is a handle, and the service
//! itself is cloned at the first use of that handle.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle to a service, and a clone of it while it is in use.
pub(crate) struct Shared<S> {
    // A mutex, and not the service alone, since a service need not be `Sync`.
    origin: Arc<Mutex<S>>,
    own: Option<S>,
}

impl<S> Shared<S> {
    pub(crate) fn new(service: S) -> Self {
        Self { origin: Arc::new(Mutex::new(service)), own: None }
    }

    /// Looks at the service that the clones are of.
    pub(crate) fn peek<T>(&self, look: impl FnOnce(&S) -> T) -> T {
        look(&locked(&self.origin))
    }
}

fn locked<S>(origin: &Mutex<S>) -> MutexGuard<'_, S> {
    // Only its `Clone` can have panicked, which does not change it.
    origin.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<S: Clone> Shared<S> {
    /// Returns the service of this handle, which is the same until it is taken.
    pub(super) fn get_mut(&mut self) -> &mut S {
        let origin = &self.origin;
        self.own.get_or_insert_with(|| locked(origin).clone())
    }

    /// Takes the service that [`get_mut`](Self::get_mut) has returned.
    pub(crate) fn take(&mut self) -> S {
        self.own.take().unwrap_or_else(|| locked(&self.origin).clone())
    }
}

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self { origin: Arc::clone(&self.origin), own: None }
    }
}
