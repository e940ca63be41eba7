//! Which of several things inside of one have something to do.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, PoisonError};
use std::task::{self, Wake};

use super::sync::{AtomicBool, Mutex, MutexGuard, Ordering};

/// Names one among those inside of the same.
pub(in crate::body) type Id = usize;

/// The ones that have something to do, and the waker of what they are inside of.
#[derive(Default)]
pub(in crate::body) struct Wakers {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Id>,
    outer: Option<task::Waker>,
}

impl Wakers {
    /// Takes the ones that were woken, and waits for the next.
    pub(in crate::body) fn take(&self, outer: task::Waker) -> VecDeque<Id> {
        let mut state = self.lock();
        let queue = mem::take(&mut state.queue);
        let old = state.outer.replace(outer);
        drop(state);
        drop(old);
        queue
    }

    /// No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The waker of one, which wakes what it is inside of.
pub(in crate::body) struct Waker {
    id: Id,
    /// Whether it is in the queue, so that it is there once.
    is_queued: AtomicBool,
    all: Arc<Wakers>,
}

impl Waker {
    /// The waker of a new one, which has something to do.
    pub(in crate::body) fn new(id: Id, all: Arc<Wakers>) -> Self {
        let waker = Self { id, is_queued: AtomicBool::new(false), all };
        waker.queue();
        waker
    }

    /// Has something to do at the next turn. Returns whether that is new; otherwise a thread that has woken it puts
    /// it into the queue, and wakes what it is inside of.
    pub(in crate::body) fn queue(&self) -> bool {
        let is_new = !self.is_queued.swap(true, Ordering::AcqRel);
        if is_new {
            self.all.lock().queue.push_back(self.id);
        }
        is_new
    }

    /// It was taken from the queue, and is about to be polled.
    pub(in crate::body) fn begin_turn(&self) {
        // Not a store: who finds it in the queue still has what it did before seen by this poll.
        self.is_queued.swap(false, Ordering::AcqRel);
    }
}

impl Wake for Waker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.queue();
        let outer = self.all.lock().outer.take();
        outer.into_iter().for_each(task::Waker::wake);
    }
}
