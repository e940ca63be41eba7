//! A timer that needs no runtime.

use std::collections::VecDeque;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Instant;

use crate::body::limits::FLUSH_DELAY;

/// Whether time can be measured and waited for.
///
/// `wasm32-unknown-unknown` has neither a clock nor a second thread, and WASI has no second thread. In a loom
/// model time does not pass.
const CAN_WAIT: bool = !cfg!(any(
    all(target_family = "wasm", target_os = "unknown"),
    all(target_os = "wasi", not(target_feature = "atomics")),
    all(test, headfirst_loom)
));

/// A timer that fires once, [`FLUSH_DELAY`] after its first poll.
#[derive(Debug, Default)]
pub(super) struct Timer {
    due: Option<Instant>,
    waker: Option<Waker>,
}

impl Timer {
    /// Waits until the delay has passed. Returns at once if no thread can be spawned.
    pub(super) fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        if !CAN_WAIT {
            return Poll::Ready(());
        }
        let now = Instant::now();
        let due = *self.due.get_or_insert(now + FLUSH_DELAY);
        if now >= due {
            return Poll::Ready(());
        }
        if self.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            return Poll::Pending;
        }
        self.waker = Some(cx.waker().clone());
        if wake_at(due, cx.waker().clone()) { Poll::Pending } else { Poll::Ready(()) }
    }
}

/// The wakers to wake, in the order in which they are due.
///
/// All of them wait for the same delay, so the first one is due first. While the queue has an
/// entry, a thread waits for it.
static WAITING: Mutex<VecDeque<(Instant, Waker)>> = Mutex::new(VecDeque::new());

/// Locks the queue. No user code runs under this lock, so it is never poisoned.
fn waiting() -> MutexGuard<'static, VecDeque<(Instant, Waker)>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Schedules a wake-up at this time. Returns `false` if there is no thread to perform it.
fn wake_at(due: Instant, waker: Waker) -> bool {
    let mut waiting = waiting();
    let has_thread = !waiting.is_empty();
    waiting.push_back((due, waker));
    if has_thread || thread::Builder::new().name("headfirst".into()).spawn(run).is_ok() {
        return true;
    }
    let waker = waiting.pop_back();
    drop(waiting);
    drop(waker);
    false
}

/// Wakes the wakers one after the other.
///
/// It returns with the last one, so no thread exists while the queue is empty.
fn run() {
    let mut is_last = false;
    while !is_last {
        let mut queue = waiting();
        let Some((due, _)) = queue.front() else { return };
        let remaining = due.saturating_duration_since(Instant::now());
        if !remaining.is_zero() {
            drop(queue);
            thread::sleep(remaining);
            continue;
        }
        let first = queue.pop_front();
        is_last = queue.is_empty();
        drop(queue);
        // A waker is user code. If it panics, the other wakers are still woken.
        let woken = catch_unwind(AssertUnwindSafe(|| first.map(|(_, waker)| waker.wake())));
        // The destructor of a panic payload may panic again.
        woken.map_or_else(mem::forget, drop);
    }
}
