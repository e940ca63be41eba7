//! A container for values that user code supplies: futures, closures and bodies.

use std::any::Any;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// A value from user code, until it is taken.
///
/// The value is accessible through `&mut` only. The mutex is never locked. It makes this type
/// `Sync`, and with it the [`Body`](crate::Body) that holds one.
///
/// A panic in the destructor of the value does not propagate, because the server decides where a
/// body is dropped.
pub(crate) struct UserValue<T>(Option<Mutex<T>>);

impl<T> UserValue<T> {
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

    /// Removes the value and returns it.
    pub(crate) fn take(&mut self) -> Option<T> {
        let value = self.0.take()?;
        Some(value.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Drops the value. Returns the panic payload if its destructor panics.
    pub(crate) fn clear(&mut self) -> Result<(), Box<dyn Any + Send>> {
        let value = self.0.take();
        catch_unwind(AssertUnwindSafe(|| drop(value)))
    }

    /// Drops the value and ignores a panic of its destructor.
    pub(crate) fn discard(&mut self) {
        let value = self.0.take();
        ignoring_panics(|| drop(value));
    }
}

/// Runs user code where its panic cannot propagate.
pub(crate) fn ignoring_panics(code: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(code)) {
        // The destructor of a panic payload may panic again.
        mem::forget(payload);
    }
}

impl<T> Drop for UserValue<T> {
    fn drop(&mut self) {
        self.discard();
    }
}

impl<T> fmt::Debug for UserValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UserValue").field(&self.is_some()).finish()
    }
}
