//! A limit on the number of children that are open in one body.
//!
//! The problem: each open child buffers bytes until its turn comes, so the number of children has
//! to be bounded. The naive solution is a semaphore, which would deadlock. The child at the front
//! would wait for a permit that a later child holds. The later child would wait until the front has
//! ended.
//!
//! The mechanism: each open child holds a [`ChildPermit`]. While more than [`MAX_OPEN_CHILDREN`]
//! permits are held, awaited writes and flushes wait. The exception is the writer at the front,
//! whose bytes are sent as they are written. If it has no open children itself, it does not wait.
//! So one writer can always go on, until a permit is returned.

use std::sync::{Arc, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::{fmt, mem};

use super::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};
use crate::body::limits::MAX_OPEN_CHILDREN;

/// The counter of the children that all writers of a body have open.
#[derive(Default)]
pub(super) struct OpenChildren {
    state: Mutex<State>,
}

/// The state under the lock of the counter.
#[derive(Default)]
struct State {
    open: usize,
    waiting: Vec<Waker>,
}

/// The limit of one writer, which depends on all writers of its body.
pub(super) struct ChildLimit {
    /// The counter of the body. For the outermost pipe, it is created with the first child.
    in_body: OnceLock<Arc<OpenChildren>>,
    /// The counter of this writer. It is created with the first child that this writer opens.
    by_writer: OnceLock<Arc<WriterChildren>>,
    /// Whether the writer is at the front: the reader takes its bytes as they are written.
    is_front: AtomicBool,
}

/// The counter of the children that one writer has open.
struct WriterChildren {
    in_body: Arc<OpenChildren>,
    /// Changed only under the lock of `in_body`.
    open: AtomicUsize,
}

impl ChildLimit {
    /// Creates the limit of the writer of an outermost pipe.
    pub(super) fn outermost() -> Self {
        let is_front = AtomicBool::new(true);
        Self { in_body: OnceLock::new(), by_writer: OnceLock::new(), is_front }
    }

    /// Creates the limit of the writer of a nested pipe.
    ///
    /// The writer of a nested pipe has to wait for its turn.
    pub(super) fn nested(in_body: Arc<OpenChildren>) -> Self {
        let is_front = AtomicBool::new(false);
        Self { in_body: OnceLock::from(in_body), by_writer: OnceLock::new(), is_front }
    }

    /// Returns the counter of the body.
    pub(super) fn in_body(&self) -> &Arc<OpenChildren> {
        self.in_body.get_or_init(Arc::default)
    }

    /// Returns `true` if more than [`MAX_OPEN_CHILDREN`] children are open.
    pub(super) fn is_exceeded(&self) -> bool {
        self.in_body.get().is_some_and(|in_body| in_body.lock().open > MAX_OPEN_CHILDREN)
    }

    /// Returns the permit of a new child, and whether the limit is exceeded now.
    pub(super) fn acquire(&self) -> (ChildPermit, bool) {
        let in_body = self.in_body();
        let new =
            || Arc::new(WriterChildren { in_body: Arc::clone(in_body), open: AtomicUsize::new(0) });
        let by_writer = self.by_writer.get_or_init(new);
        let mut state = in_body.lock();
        state.open += 1;
        by_writer.open.fetch_add(1, Ordering::Relaxed);
        (ChildPermit(Arc::clone(by_writer)), state.open > MAX_OPEN_CHILDREN)
    }

    /// Waits while more than [`MAX_OPEN_CHILDREN`] children are open.
    ///
    /// A writer at the front that has no open children does not wait. There is always one such
    /// writer, so writers cannot wait for each other in a cycle.
    pub(super) fn poll_below_limit(&self, cx: &Context<'_>) -> Poll<()> {
        let Some(in_body) = self.in_body.get() else { return Poll::Ready(()) };
        let is_exempt = || {
            let has_none =
                |by_writer: &Arc<WriterChildren>| by_writer.open.load(Ordering::Relaxed) == 0;
            self.is_front.load(Ordering::Relaxed) && self.by_writer.get().is_none_or(has_none)
        };
        if is_exempt() {
            return Poll::Ready(());
        }
        // A waker is user code, so it is neither cloned nor dropped under the lock.
        let waker = cx.waker().clone();
        let mut state = in_body.lock();
        if state.open <= MAX_OPEN_CHILDREN || is_exempt() {
            return Poll::Ready(());
        }
        if !state.waiting.iter().any(|waiting| waiting.will_wake(&waker)) {
            state.waiting.push(waker);
        }
        Poll::Pending
    }

    /// Moves the writer to the front: from now on, its bytes are taken as they are written.
    pub(super) fn move_to_front(&self) {
        let Some(in_body) = self.in_body.get() else { return };
        let mut state = in_body.lock();
        self.is_front.store(true, Ordering::Relaxed);
        let waiting = mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl OpenChildren {
    /// Locks the state. No user code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The permit of one open child, returned on drop.
pub(in crate::body) struct ChildPermit(Arc<WriterChildren>);

impl Drop for ChildPermit {
    fn drop(&mut self) {
        let mut state = self.0.in_body.lock();
        state.open -= 1;
        let was_last = self.0.open.fetch_sub(1, Ordering::Relaxed) == 1;
        let can_go_on = was_last || state.open == MAX_OPEN_CHILDREN;
        let waiting = if can_go_on { mem::take(&mut state.waiting) } else { Vec::new() };
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl fmt::Debug for ChildPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildPermit").finish_non_exhaustive()
    }
}
