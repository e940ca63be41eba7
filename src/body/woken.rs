//! Which parts of a page have something to do.

use std::collections::VecDeque;
use std::mem;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::task::{Wake, Waker};

use super::parts::Id;
use super::sync::{AtomicBool, Mutex, MutexGuard};

/// The parts that have something to do, and the page that waits for them.
#[derive(Default)]
pub(super) struct Woken {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Id>,
    page: Option<Waker>,
}

impl Woken {
    /// Takes those that were woken, and wakes the page for the next.
    pub(super) fn take(&self, page: Waker) -> VecDeque<Id> {
        let mut state = self.lock();
        let queue = mem::take(&mut state.queue);
        let old = state.page.replace(page);
        drop(state);
        drop(old);
        queue
    }

    /// No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the page for one of its parts.
pub(super) struct PartWaker {
    id: Id,
    /// Whether it is in the queue, so that it is there once.
    is_queued: AtomicBool,
    woken: Arc<Woken>,
}

impl PartWaker {
    /// The waker of a new part, which has something to do.
    pub(super) fn new(id: Id, woken: Arc<Woken>) -> Self {
        let waker = Self { id, is_queued: AtomicBool::new(false), woken };
        waker.queue();
        waker
    }

    pub(super) fn queue(&self) {
        if !self.is_queued.swap(true, Ordering::AcqRel) {
            self.woken.lock().queue.push_back(self.id);
        }
    }

    /// The part was taken from the queue, and is about to be polled.
    pub(super) fn begin_turn(&self) {
        // Not a store: who finds it in the queue still has what it did before seen by this poll.
        self.is_queued.swap(false, Ordering::AcqRel);
    }
}

impl Wake for PartWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.queue();
        let page = self.woken.lock().page.take();
        page.into_iter().for_each(Waker::wake);
    }
}
