//! The accounting of the memory of a page cache.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of bytes that a page cache holds, and its limit.
#[derive(Debug)]
pub(super) struct Ledger {
    limit: usize,
    held: AtomicUsize,
}

/// A number of bytes in a [`Ledger`].
///
/// Dropping it releases them.
#[derive(Debug)]
pub(super) struct Charge {
    ledger: Arc<Ledger>,
    bytes: usize,
}

impl Ledger {
    /// Creates a ledger with this limit, in bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, held: AtomicUsize::new(0) }
    }

    /// Returns the number of bytes that are charged.
    pub(super) fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }
}

impl Charge {
    /// Creates a charge of zero bytes.
    pub(super) fn nothing(ledger: &Arc<Ledger>) -> Self {
        Self { ledger: Arc::clone(ledger), bytes: 0 }
    }

    /// Grows to this many bytes, or returns `false` if they do not fit.
    pub(super) fn grow_to(&mut self, bytes: usize) -> bool {
        let Some(more) = bytes.checked_sub(self.bytes) else { return true };
        let Ledger { limit, held } = &*self.ledger;
        let add = |held: usize| held.checked_add(more).filter(|held| held <= limit);
        // Relaxed, because no other memory access depends on this number.
        let fits = held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).is_ok();
        if fits {
            self.bytes = bytes;
        }
        fits
    }

    /// Splits off this many bytes, or all of them if there are fewer.
    pub(super) fn split(&mut self, bytes: usize) -> Self {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        Self { ledger: Arc::clone(&self.ledger), bytes }
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.ledger.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_charged_is_released_once() {
        let ledger = Arc::new(Ledger::new(10));
        let mut charge = Charge::nothing(&ledger);
        assert!(charge.grow_to(6) && charge.grow_to(4), "the second is no change");
        let mut other = Charge::nothing(&ledger);
        assert!(!other.grow_to(5) && other.grow_to(4));
        assert_eq!(ledger.held(), 10);
        let part = charge.split(5);
        drop(charge);
        assert_eq!(ledger.held(), 9);
        drop((part, other));
        assert_eq!(ledger.held(), 0);
    }
}
