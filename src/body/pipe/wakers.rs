//! A ready queue: the children of one parent that have something to do.
//!
//! It works like the queue of a `FuturesUnordered`. Each child has a waker of its own, which adds
//! the child to the queue and wakes the parent.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, PoisonError};
use std::task::{self, Wake};

use super::sync::{AtomicBool, Mutex, MutexGuard, Ordering};

/// The number of a child, unique within its parent.
pub(in crate::body) type Id = usize;

/// A queue of children, with the waker of their parent.
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
    /// Takes the children that were woken, and waits for the next.
    pub(in crate::body) fn take(&self, outer: task::Waker) -> VecDeque<Id> {
        let mut state = self.lock();
        let queue = mem::take(&mut state.queue);
        let old = state.outer.replace(outer);
        drop(state);
        drop(old);
        queue
    }

    /// Locks the state. No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The waker of a child, which wakes the parent too.
pub(in crate::body) struct Waker {
    id: Id,
    /// Whether the child is in the queue, so that it is queued only once.
    is_queued: AtomicBool,
    all: Arc<Wakers>,
}

impl Waker {
    /// Creates the waker of a child, and queues its first turn.
    pub(in crate::body) fn new(id: Id, all: Arc<Wakers>) -> Self {
        let waker = Self { id, is_queued: AtomicBool::new(false), all };
        waker.queue();
        waker
    }

    /// Queues the child for the next turn. Returns `true` if it was not queued before.
    ///
    /// Otherwise another thread woke it first. That thread adds it to the queue and wakes the
    /// parent.
    pub(in crate::body) fn queue(&self) -> bool {
        let is_new = !self.is_queued.swap(true, Ordering::AcqRel);
        if is_new {
            self.all.lock().queue.push_back(self.id);
        }
        is_new
    }

    /// Marks the child as taken from the queue. Must be called before the child is polled.
    pub(in crate::body) fn begin_turn(&self) {
        // This must be a read-modify-write, not a store. It synchronizes with a thread that found
        // the flag set, so that this poll sees what that thread did before it woke the child.
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
