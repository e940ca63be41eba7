//! The flags that an awaited write checks. In the common case none is set: one relaxed load.

use super::sync::{AtomicUsize, Ordering};

/// A write filled the buffer, and the writer has not waited since. Set by the writer.
pub(super) const FULL: usize = 1;

/// The reader takes no more: the body was dropped, or its render function failed.
///
/// Set under the lock of the channel, and never cleared.
pub(super) const CLOSED: usize = 2;

/// A set of flags. The gate is open while none is set.
#[derive(Default)]
pub(super) struct Gate(AtomicUsize);

impl Gate {
    /// Returns `true` if no flag is set.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// Returns `true` if this flag is set.
    pub(super) fn is_shut_by(&self, reason: usize) -> bool {
        self.0.load(Ordering::Relaxed) & reason != 0
    }

    /// Sets a flag.
    #[cold]
    pub(super) fn shut(&self, reason: usize) {
        self.0.fetch_or(reason, Ordering::Relaxed);
    }

    /// Clears a flag.
    pub(super) fn reopen(&self, reason: usize) {
        self.0.fetch_and(!reason, Ordering::Relaxed);
    }
}
