//! The readers of one page that wait for more of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Wake, Waker};

#[derive(Debug, Default)]
pub(super) struct Wakers(Mutex<Vec<(usize, Waker)>>);

impl Wakers {
    fn with<T>(&self, change: impl FnOnce(&mut Vec<(usize, Waker)>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Wakes this reader, the next time.
    pub(super) fn register(&self, reader: usize, waker: &Waker) {
        self.with(|wakers| match wakers.iter_mut().find(|(other, _)| *other == reader) {
            Some((_, registered)) => registered.clone_from(waker),
            None => wakers.push((reader, waker.clone())),
        });
    }

    pub(super) fn forget(&self, reader: usize) {
        self.with(|wakers| wakers.retain(|(other, _)| *other != reader));
    }

    /// Wakes all of them, who register again if they wait for more.
    pub(super) fn wake_all(&self) {
        let wakers = self.with(std::mem::take);
        wakers.into_iter().for_each(|(_, waker)| waker.wake());
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
