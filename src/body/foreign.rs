//! Values of the user's: futures, closures, bodies.

use std::any::Any;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// A value of the user's, until it is taken.
///
/// It is reached through `&mut` alone, and so a [`Body`](crate::Body) that holds it is `Sync`: the lock is
/// never taken. A panic of its destructor stays inside, wherever it is dropped, since the place where a
/// body is dropped is the server's.
pub(crate) struct Foreign<T>(Option<Mutex<T>>);

impl<T> Foreign<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Some(Mutex::new(value)))
    }

    #[inline]
    pub(crate) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        let value = self.0.as_mut()?;
        Some(value.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn take(&mut self) -> Option<T> {
        let value = self.0.take()?;
        Some(value.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Drops the value, and returns what its destructor panics with.
    pub(crate) fn clear(&mut self) -> Result<(), Box<dyn Any + Send>> {
        let value = self.0.take();
        catch_unwind(AssertUnwindSafe(|| drop(value)))
    }

    /// Drops the value, whatever its destructor does.
    pub(crate) fn discard(&mut self) {
        if let Err(payload) = self.clear() {
            // Dropping it may panic again.
            mem::forget(payload);
        }
    }
}

impl<T> Drop for Foreign<T> {
    fn drop(&mut self) {
        self.discard();
    }
}

impl<T> fmt::Debug for Foreign<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Foreign").field(&self.is_some()).finish()
    }
}
