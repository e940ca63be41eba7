//! How many things are open at the same time, and the writers that wait because there are too many.

use std::sync::{Arc, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::{fmt, mem};

use super::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};

/// Things that may be open before writers wait.
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

/// The seats of one writer in the crowd.
pub(super) struct Seats {
    /// None until the first thing is opened, of the outermost pipe.
    crowd: OnceLock<Arc<Crowd>>,
    /// The things that this writer has opened, and that are still open; none until the first is.
    own: OnceLock<Arc<Own>>,
    /// Whether the reader takes what is written as it comes.
    is_front: AtomicBool,
}

struct Own {
    crowd: Arc<Crowd>,
    /// Changed under the lock of the crowd.
    open: AtomicUsize,
}

impl Seats {
    /// Of the outermost pipe.
    pub(super) fn outer() -> Self {
        Self { crowd: OnceLock::new(), own: OnceLock::new(), is_front: AtomicBool::new(true) }
    }

    /// Of a pipe inside of another, which has to wait for its turn.
    pub(super) fn inside(crowd: Arc<Crowd>) -> Self {
        let is_front = AtomicBool::new(false);
        Self { crowd: OnceLock::from(crowd), own: OnceLock::new(), is_front }
    }

    pub(super) fn crowd(&self) -> &Arc<Crowd> {
        self.crowd.get_or_init(Arc::default)
    }

    /// Whether more things are open than may be.
    pub(super) fn are_too_few(&self) -> bool {
        self.crowd.get().is_some_and(|crowd| crowd.lock().open > MOST)
    }

    /// Takes a seat for something that is opened. Returns whether too many things are open now.
    pub(super) fn sit(&self) -> (Seat, bool) {
        let crowd = self.crowd();
        let new = || Arc::new(Own { crowd: Arc::clone(crowd), open: AtomicUsize::new(0) });
        let own = self.own.get_or_init(new);
        let mut state = crowd.lock();
        state.open += 1;
        own.open.fetch_add(1, Ordering::Relaxed);
        (Seat(Arc::clone(own)), state.open > MOST)
    }

    /// Waits while too many things are open, unless the writer is at the front and has opened none of them.
    ///
    /// One writer always is and has, so none is waited for in a circle.
    pub(super) fn poll_room(&self, cx: &Context<'_>) -> Poll<()> {
        let Some(crowd) = self.crowd.get() else { return Poll::Ready(()) };
        let is_free = || {
            let has_none = |own: &Arc<Own>| own.open.load(Ordering::Relaxed) == 0;
            self.is_front.load(Ordering::Relaxed) && self.own.get().is_none_or(has_none)
        };
        if is_free() {
            return Poll::Ready(());
        }
        // Neither made nor dropped under the lock: a waker is foreign code.
        let waker = cx.waker().clone();
        let mut state = crowd.lock();
        if state.open <= MOST || is_free() {
            return Poll::Ready(());
        }
        if !state.waiting.iter().any(|waiting| waiting.will_wake(&waker)) {
            state.waiting.push(waker);
        }
        Poll::Pending
    }

    /// What is written is taken as it comes, from now on.
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
