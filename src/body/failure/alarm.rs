//! A timer without a runtime.

use std::collections::VecDeque;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server has to flush. Over HTTP/2, on a machine with two busy cores, 1 ms lost 11 heads of 1,040
/// failures, 5 ms lost 2 of 2,080, and 10 ms none of 2,080.
const DELAY: Duration = Duration::from_millis(10);

/// On wasm32-unknown-unknown there is no clock, and on WASI no second thread; in a model time does not pass.
const CAN_WAIT: bool = !cfg!(any(
    all(target_family = "wasm", target_os = "unknown"),
    all(target_os = "wasi", not(target_feature = "atomics")),
    all(test, headfirst_loom)
));

/// Rings once, [`DELAY`] after it was asked first.
#[derive(Debug, Default)]
pub(super) struct Alarm {
    due: Option<Instant>,
    waker: Option<Waker>,
}

impl Alarm {
    /// Waits until the time has passed. Does not wait where no thread can be had.
    pub(super) fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        if !CAN_WAIT {
            return Poll::Ready(());
        }
        let now = Instant::now();
        let due = *self.due.get_or_insert(now + DELAY);
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

/// The wakers to wake, each when it is due. All wait equally long, so the first is due first. While there is
/// one, a thread waits for it.
static WAITING: Mutex<VecDeque<(Instant, Waker)>> = Mutex::new(VecDeque::new());

/// No foreign code runs under this lock, so it is never poisoned.
fn waiting() -> MutexGuard<'static, VecDeque<(Instant, Waker)>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Wakes at that time. Returns whether there is a thread that does.
fn wake_at(due: Instant, waker: Waker) -> bool {
    let mut waiting = waiting();
    let is_thread_there = !waiting.is_empty();
    waiting.push_back((due, waker));
    if is_thread_there || thread::Builder::new().name("headfirst".into()).spawn(run).is_ok() {
        return true;
    }
    let waker = waiting.pop_back();
    drop(waiting);
    drop(waker);
    false
}

/// Wakes one after the other. It returns with the last, so an empty queue has no thread.
fn run() {
    let mut is_last = false;
    while !is_last {
        let mut queue = waiting();
        let Some((due, _)) = queue.front() else { return };
        let early = due.saturating_duration_since(Instant::now());
        if !early.is_zero() {
            drop(queue);
            thread::sleep(early);
            continue;
        }
        let first = queue.pop_front();
        is_last = queue.is_empty();
        drop(queue);
        // What a waker does is foreign; the others are woken all the same.
        let woken = catch_unwind(AssertUnwindSafe(|| first.map(|(_, waker)| waker.wake())));
        // To drop what it has thrown may throw again.
        woken.map_or_else(mem::forget, drop);
    }
}
