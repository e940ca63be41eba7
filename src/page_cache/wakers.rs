//! The wakers of clients that wait for a page, or for more of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Wake, Waker};

/// The wakers of the clients that wait, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Wakers(Mutex<BTreeMap<usize, Waker>>);

impl Wakers {
    /// Runs a function while the lock is held.
    fn with<T>(&self, change: impl FnOnce(&mut BTreeMap<usize, Waker>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Registers the waker of this reader for the next call of `wake_all`.
    pub(super) fn register(&self, reader: usize, waker: &Waker) {
        self.with(|wakers| match wakers.get_mut(&reader) {
            Some(registered) => registered.clone_from(waker),
            None => _ = wakers.insert(reader, waker.clone()),
        });
    }

    /// Removes the waker of this reader.
    pub(super) fn forget(&self, reader: usize) {
        drop(self.with(|wakers| wakers.remove(&reader)));
    }

    /// Wakes this reader.
    pub(super) fn wake(&self, reader: usize) {
        if let Some(waker) = self.with(|wakers| wakers.remove(&reader)) {
            waker.wake();
        }
    }

    /// Wakes all readers.
    ///
    /// A reader that waits for more data registers again.
    pub(super) fn wake_all(&self) {
        let wakers = self.with(std::mem::take);
        wakers.into_values().for_each(Waker::wake);
    }
}

impl Wake for Wakers {
    fn wake(self: Arc<Self>) {
        Self::wake_all(&self);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        Self::wake_all(self);
    }
}
