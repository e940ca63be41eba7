//! The flags that an awaited write checks. In the common case none is set: one relaxed load.

use super::sync::{AtomicUsize, Ordering};

/// A write filled the buffer, and the writer has not waited since. Set by the writer.
pub(super) const FULL: usize = 1;

/// The reader takes no more: the body was dropped, or its render function failed.
///
/// Set under the lock of the channel, and never cleared.
pub(super) const CLOSED: usize = 2;

/// A set of flags. A write does not wait while it is empty.
#[derive(Default)]
pub(super) struct WriteFlags(AtomicUsize);

impl WriteFlags {
    /// Returns `true` if no flag is set.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// Returns `true` if this flag is set.
    pub(super) fn contains(&self, flag: usize) -> bool {
        self.0.load(Ordering::Relaxed) & flag != 0
    }

    /// Sets a flag.
    #[cold]
    pub(super) fn set(&self, flag: usize) {
        self.0.fetch_or(flag, Ordering::Relaxed);
    }

    /// Clears a flag.
    pub(super) fn clear(&self, flag: usize) {
        self.0.fetch_and(!flag, Ordering::Relaxed);
    }
}
