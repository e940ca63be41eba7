//! A ready queue: the children of one parent that have something to do.
//!
//! It works like the queue of a `FuturesUnordered`. Each child has a waker of its own, which adds
//! the child to the queue and wakes the parent.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, PoisonError};
use std::task::{Wake, Waker};

use super::sync::{AtomicBool, Mutex, MutexGuard, Ordering};

/// The number of a child, unique within its parent.
pub(in crate::body) type ChildId = usize;

/// A queue of children, with the waker of their parent.
#[derive(Default)]
pub(in crate::body) struct ReadyQueue {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<ChildId>,
    parent: Option<Waker>,
}

impl ReadyQueue {
    /// Takes the children that were woken, and waits for the next.
    pub(in crate::body) fn take(&self, parent: Waker) -> VecDeque<ChildId> {
        let mut state = self.lock();
        let queue = mem::take(&mut state.queue);
        let old = state.parent.replace(parent);
        drop(state);
        drop(old);
        queue
    }

    /// Locks the state. No user code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The waker of a child, which wakes the parent too.
pub(in crate::body) struct ChildWaker {
    id: ChildId,
    /// Whether the child is in the queue, so that it is queued only once.
    is_queued: AtomicBool,
    ready: Arc<ReadyQueue>,
}

impl ChildWaker {
    /// Creates the waker of a child, and queues its first turn.
    pub(in crate::body) fn new(id: ChildId, ready: Arc<ReadyQueue>) -> Self {
        let waker = Self { id, is_queued: AtomicBool::new(false), ready };
        waker.enqueue();
        waker
    }

    /// Queues the child for the next turn. Returns `true` if it was not queued before.
    ///
    /// Otherwise another thread woke it first. That thread adds it to the queue and wakes the
    /// parent.
    pub(in crate::body) fn enqueue(&self) -> bool {
        let is_new = !self.is_queued.swap(true, Ordering::AcqRel);
        if is_new {
            self.ready.lock().queue.push_back(self.id);
        }
        is_new
    }

    /// Marks the child as taken from the queue. Must be called before the child is polled.
    pub(in crate::body) fn mark_taken(&self) {
        // This must be a read-modify-write, not a store. It synchronizes with a thread that found
        // the flag set, so that this poll sees what that thread did before it woke the child.
        self.is_queued.swap(false, Ordering::AcqRel);
    }
}

impl Wake for ChildWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.enqueue();
        let parent = self.ready.lock().parent.take();
        parent.into_iter().for_each(Waker::wake);
    }
}
