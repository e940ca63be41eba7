//! The buffer of a body, lent to its writer during one poll.
//!
//! The problem: a write should cost no more than appending to a `Vec`. But the buffer must belong
//! to the body, which sends it whenever the render function waits, while the writer is inside the
//! render function. A mutex around the buffer is the naive solution. Locking it for each small
//! write costs several times as much as the write.
//!
//! The mechanism: a render function runs only while its body polls it, on the thread of that poll.
//! So the body moves its buffer into a thread-local for the duration of the poll, under its own
//! key. A writer with the same key finds the buffer there, without a lock.
//!
//! The rule: a remote writer, which runs in another task or is polled by something else, does not
//! find the buffer. It locks the channel instead.

use std::cell::RefCell;
use std::mem::{self, ManuallyDrop};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Waker};
use std::{ptr, thread};

use super::buffer::Buffer;
use super::sync::thread_local;

/// The key of a body, unique among the live ones.
pub(super) type Key = usize;

/// The key that belongs to no body.
pub(super) const NOBODY: Key = 0;

/// The waker of a writer, and its limit: it waits until fewer than this many bytes are buffered.
pub(super) type Waiting = (Waker, usize);

/// The identity of a waker, among the live ones.
type WakerId = (usize, usize);

/// The state of a body that its writer can access during the poll.
pub(super) struct Loan {
    key: Key,
    pub(super) buffer: Buffer,
    /// The waiting writer, if it has a waker of its own.
    ///
    /// It waits until the buffer is taken, and is not polled whenever the body is.
    pub(super) waiting: Option<Waiting>,
    /// Whether the writer waits with the waker of the body.
    ///
    /// It waits until the buffer is taken, and is polled whenever the body is.
    pub(super) is_awaited: bool,
    /// The identity of the waker that the body was polled with.
    polled_with: WakerId,
}

thread_local! {
    /// The loan of the body that is being polled on this thread.
    ///
    /// When the render function of a body polls another body, it is the loan of the inner one.
    ///
    /// [`during`] removes what it inserts, so there is nothing to drop when the thread ends. A
    /// thread-local without a destructor is accessed without a check whether it was destroyed.
    static LENT: RefCell<ManuallyDrop<Option<Loan>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

impl Loan {
    /// Creates the loan of the body with this key.
    pub(super) fn new(key: Key, buffer: Buffer) -> Self {
        Self { key, buffer, waiting: None, is_awaited: false, polled_with: (0, 0) }
    }

    /// Returns `true` if the current poll of the body uses this waker.
    pub(super) fn is_polled_with(&self, waker: &Waker) -> bool {
        self.polled_with == id_of(waker)
    }
}

/// Returns the identity of a waker, as [`Waker::will_wake`] compares it.
///
/// Storing a clone of the waker instead would update a reference count at each poll.
fn id_of(waker: &Waker) -> WakerId {
    (waker.data() as usize, ptr::from_ref(waker.vtable()) as usize)
}

/// Lends the loan during a poll, and takes it back, even after a panic.
pub(super) fn during<T>(
    loan: &mut Option<Loan>,
    cx: &mut Context<'_>,
    poll: impl FnOnce(&mut Context<'_>) -> T,
) -> thread::Result<T> {
    if let Some(loan) = loan {
        loan.polled_with = id_of(cx.waker());
        loan.is_awaited = false;
    }
    exchange(loan);
    // State that a panic left inconsistent is dropped with the render.
    let result = catch_unwind(AssertUnwindSafe(|| poll(cx)));
    exchange(loan);
    result
}

/// Swaps a loan with the contents of the thread-local.
fn exchange(loan: &mut Option<Loan>) {
    LENT.with(|lent| mem::swap(&mut **lent.borrow_mut(), loan));
}

/// Calls `f` with the loan of the body `key` and with `given`.
///
/// Returns `given` if that body is not being polled on this thread. The thread-local is borrowed
/// during the call, so `f` must not run foreign code.
#[inline]
pub(super) fn with<G, T>(key: Key, given: G, f: impl FnOnce(&mut Loan, G) -> T) -> Result<T, G> {
    LENT.with(|lent| match &mut **lent.borrow_mut() {
        Some(loan) if loan.key == key => Ok(f(loan, given)),
        Some(_) | None => Err(given),
    })
}
