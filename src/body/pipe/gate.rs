//! The flags that an awaited write checks. Most find none set, which is one relaxed load.

use super::sync::{AtomicUsize, Ordering};

/// There was no room for more after a write, and the writer has not waited for it since. Set by the writer.
pub(super) const FULL: usize = 1;

/// Nothing more is taken: the body was dropped, or its render has failed. Set under the lock, for ever.
pub(super) const CLOSED: usize = 2;

/// Open, while nothing shuts it.
#[derive(Default)]
pub(super) struct Gate(AtomicUsize);

impl Gate {
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    pub(super) fn is_shut_by(&self, reason: usize) -> bool {
        self.0.load(Ordering::Relaxed) & reason != 0
    }

    #[cold]
    pub(super) fn shut(&self, reason: usize) {
        self.0.fetch_or(reason, Ordering::Relaxed);
    }

    pub(super) fn reopen(&self, reason: usize) {
        self.0.fetch_and(!reason, Ordering::Relaxed);
    }
}
