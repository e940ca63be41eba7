//! How many things are open at the same time, and the writers that wait because there are too many.

use std::fmt;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::sync::{AtomicUsize, Mutex, MutexGuard, Ordering};

/// Things that may be open before a writer that has opened some of them waits.
pub(super) const MOST: usize = 32;

/// The things that are open of one body, whichever of its writers has opened them.
#[derive(Default)]
pub(super) struct Crowd {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: usize,
    waiting: Vec<Waker>,
}

/// The things that one writer has opened, and that are still open.
pub(super) struct Own {
    crowd: Arc<Crowd>,
    /// Changed under the lock of the crowd.
    open: AtomicUsize,
}

impl Own {
    pub(super) fn of(crowd: Arc<Crowd>) -> Self {
        Self { crowd, open: AtomicUsize::new(0) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.load(Ordering::Relaxed) == 0
    }

    /// Counts one more until the seat is dropped. Returns whether there are too many now.
    pub(super) fn sit(self: &Arc<Self>) -> (Seat, bool) {
        let mut state = self.crowd.lock();
        state.open += 1;
        self.open.fetch_add(1, Ordering::Relaxed);
        (Seat(Arc::clone(self)), state.open > MOST)
    }
}

impl Crowd {
    pub(super) fn is_too_large(&self) -> bool {
        self.lock().open > MOST
    }

    /// Waits while there are too many, unless the writer is free, which is asked under the lock.
    ///
    /// One writer always is, so it is not waited for in a circle: the one at the front that has opened nothing.
    pub(super) fn poll_room(&self, is_free: impl Fn() -> bool, cx: &Context<'_>) -> Poll<()> {
        if is_free() {
            return Poll::Ready(());
        }
        // Neither made nor dropped under the lock: a waker is foreign code.
        let waker = cx.waker().clone();
        let mut state = self.lock();
        if state.open <= MOST || is_free() {
            return Poll::Ready(());
        }
        if !state.waiting.iter().any(|waiting| waiting.will_wake(&waker)) {
            state.waiting.push(waker);
        }
        Poll::Pending
    }

    /// Does what makes a writer free, and wakes it.
    pub(super) fn free(&self, set: impl FnOnce()) {
        let mut state = self.lock();
        set();
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }

    /// No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one thing in the crowd, until it is over.
pub(in crate::body) struct Seat(Arc<Own>);

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.0.crowd.lock();
        state.open -= 1;
        let was_last = self.0.open.fetch_sub(1, Ordering::Relaxed) == 1;
        let has_room = was_last || state.open == MOST;
        let waiting = if has_room { std::mem::take(&mut state.waiting) } else { Vec::new() };
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat").finish_non_exhaustive()
    }
}
