//! The budget of a page cache: the memory that it may use.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of bytes that a page cache uses, and its limit.
#[derive(Debug)]
pub(super) struct Budget {
    limit: usize,
    used: AtomicUsize,
}

/// A number of bytes of a [`Budget`] that are in use.
///
/// Dropping it releases them.
#[derive(Debug)]
pub(super) struct Charge {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    /// Creates a budget of this many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, used: AtomicUsize::new(0) }
    }

    /// Returns the number of bytes that are charged.
    pub(super) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }
}

impl Charge {
    /// Creates a charge of zero bytes.
    pub(super) fn empty(budget: &Arc<Budget>) -> Self {
        Self { budget: Arc::clone(budget), bytes: 0 }
    }

    /// Grows to this many bytes, or returns `false` if they do not fit.
    pub(super) fn grow_to(&mut self, bytes: usize) -> bool {
        let Some(more) = bytes.checked_sub(self.bytes) else { return true };
        let Budget { limit, used } = &*self.budget;
        let add = |used: usize| used.checked_add(more).filter(|used| used <= limit);
        // Relaxed, because no other memory access depends on this number.
        let fits = used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).is_ok();
        if fits {
            self.bytes = bytes;
        }
        fits
    }

    /// Splits off this many bytes, or all of them if there are fewer.
    pub(super) fn split(&mut self, bytes: usize) -> Self {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        Self { budget: Arc::clone(&self.budget), bytes }
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_charged_is_released_once() {
        let budget = Arc::new(Budget::new(10));
        let mut charge = Charge::empty(&budget);
        assert!(charge.grow_to(6) && charge.grow_to(4), "the second is no change");
        let mut other = Charge::empty(&budget);
        assert!(!other.grow_to(5) && other.grow_to(4));
        assert_eq!(budget.used(), 10);
        let part = charge.split(5);
        drop(charge);
        assert_eq!(budget.used(), 9);
        drop((part, other));
        assert_eq!(budget.used(), 0);
    }
}
