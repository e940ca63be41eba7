//! A limit on the number of children that are open in one body.
//!
//! The problem: each open child buffers bytes until its turn comes, so the number of children has
//! to be bounded. The naive solution is a semaphore, which would deadlock. The child at the front
//! would wait for a permit that a later child holds. The later child would wait until the front has
//! ended.
//!
//! The mechanism: each open child holds a [`Seat`]. While more than [`MAX_OPEN_CHILDREN`] seats are taken,
//! awaited writes and flushes wait. The exception is the writer at the front, whose bytes are sent
//! as they are written. If it has no open children itself, it does not wait. So one writer can
//! always go on, until a seat is returned.

use std::sync::{Arc, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::{fmt, mem};

use super::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};
use crate::body::limits::MAX_OPEN_CHILDREN;

/// The counter of the children that all writers of a body have open.
#[derive(Default)]
pub(super) struct Crowd {
    state: Mutex<State>,
}

/// The state under the lock of the crowd.
#[derive(Default)]
struct State {
    open: usize,
    waiting: Vec<Waker>,
}

/// The seats that one writer has taken.
pub(super) struct Seats {
    /// The counter of the body. For the outermost pipe, it is created with the first child.
    crowd: OnceLock<Arc<Crowd>>,
    /// The counter of this writer. It is created with the first child that this writer opens.
    own: OnceLock<Arc<Own>>,
    /// Whether the writer is at the front: the reader takes its bytes as they are written.
    is_front: AtomicBool,
}

/// The counter of the children that one writer has open.
struct Own {
    crowd: Arc<Crowd>,
    /// Changed only under the lock of the crowd.
    open: AtomicUsize,
}

impl Seats {
    /// Creates the seats of the writer of an outermost pipe.
    pub(super) fn outer() -> Self {
        Self { crowd: OnceLock::new(), own: OnceLock::new(), is_front: AtomicBool::new(true) }
    }

    /// Creates the seats of the writer of an inner pipe.
    ///
    /// That writer has to wait for its turn.
    pub(super) fn inside(crowd: Arc<Crowd>) -> Self {
        let is_front = AtomicBool::new(false);
        Self { crowd: OnceLock::from(crowd), own: OnceLock::new(), is_front }
    }

    /// Returns the counter of the body.
    pub(super) fn crowd(&self) -> &Arc<Crowd> {
        self.crowd.get_or_init(Arc::default)
    }

    /// Returns `true` if more than [`MAX_OPEN_CHILDREN`] children are open.
    pub(super) fn are_too_few(&self) -> bool {
        self.crowd.get().is_some_and(|crowd| crowd.lock().open > MAX_OPEN_CHILDREN)
    }

    /// Takes a seat for a child that is opened. Also returns whether more than [`MAX_OPEN_CHILDREN`] are open
    /// now.
    pub(super) fn sit(&self) -> (Seat, bool) {
        let crowd = self.crowd();
        let new = || Arc::new(Own { crowd: Arc::clone(crowd), open: AtomicUsize::new(0) });
        let own = self.own.get_or_init(new);
        let mut state = crowd.lock();
        state.open += 1;
        own.open.fetch_add(1, Ordering::Relaxed);
        (Seat(Arc::clone(own)), state.open > MAX_OPEN_CHILDREN)
    }

    /// Waits while more than [`MAX_OPEN_CHILDREN`] children are open.
    ///
    /// A writer at the front that has no open children does not wait. There is always one such
    /// writer, so writers cannot wait for each other in a cycle.
    pub(super) fn poll_room(&self, cx: &Context<'_>) -> Poll<()> {
        let Some(crowd) = self.crowd.get() else { return Poll::Ready(()) };
        let is_free = || {
            let has_none = |own: &Arc<Own>| own.open.load(Ordering::Relaxed) == 0;
            self.is_front.load(Ordering::Relaxed) && self.own.get().is_none_or(has_none)
        };
        if is_free() {
            return Poll::Ready(());
        }
        // A waker is foreign code, so it is neither cloned nor dropped under the lock.
        let waker = cx.waker().clone();
        let mut state = crowd.lock();
        if state.open <= MAX_OPEN_CHILDREN || is_free() {
            return Poll::Ready(());
        }
        if !state.waiting.iter().any(|waiting| waiting.will_wake(&waker)) {
            state.waiting.push(waker);
        }
        Poll::Pending
    }

    /// Moves the writer to the front: from now on, its bytes are taken as they are written.
    pub(super) fn come_to_front(&self) {
        let Some(crowd) = self.crowd.get() else { return };
        let mut state = crowd.lock();
        self.is_front.store(true, Ordering::Relaxed);
        let waiting = mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl Crowd {
    /// Locks the state. No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The permit of one open child, returned on drop.
pub(in crate::body) struct Seat(Arc<Own>);

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.0.crowd.lock();
        state.open -= 1;
        let was_last = self.0.open.fetch_sub(1, Ordering::Relaxed) == 1;
        let has_room = was_last || state.open == MAX_OPEN_CHILDREN;
        let waiting = if has_room { mem::take(&mut state.waiting) } else { Vec::new() };
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat").finish_non_exhaustive()
    }
}
