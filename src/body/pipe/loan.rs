//! The buffer of a body, lent to its writer for the length of one poll.
//!
//! A write should cost what appending to a `Vec` costs. But the buffer must be the body's, which
//! sends it whenever the render waits for something, while the writer is inside the render; and a
//! lock for each small write is several times the price of the write. A render runs only while its
//! body polls it, on that thread. So the body puts its buffer into a thread-local for just that
//! long, under its own key, and a writer with the same key finds it there. A writer that is
//! elsewhere (in another task, or polled by something else) does not find it, and takes the lock.

use std::cell::RefCell;
use std::mem::{self, ManuallyDrop};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Waker};
use std::{ptr, thread};

use super::buffer::Buffer;
use super::sync::thread_local;

/// Names a body among those that are alive.
pub(super) type Key = usize;

/// The key of no body.
pub(super) const NOBODY: Key = 0;

/// Who waits, for less than this many bytes to wait.
pub(super) type Waiting = (Waker, usize);

/// Which waker one is among those that are alive.
type WakerId = (usize, usize);

/// What a writer can reach during the poll of its body.
pub(super) struct Loan {
    key: Key,
    pub(super) buffer: Buffer,
    /// Who waits for the buffer to be taken, and is not polled whenever the body is: it has another waker.
    pub(super) waiting: Option<Waiting>,
    /// Whether the writer waits for the buffer to be taken, and is polled whenever the body is.
    pub(super) is_awaited: bool,
    /// Which waker the body is polled with.
    polled_with: WakerId,
}

thread_local! {
    /// The loan of the body that is being polled on this thread; of the innermost, when the render
    /// of one polls another.
    ///
    /// [`during`] takes back what it has put in, so there is nothing to drop when the thread ends; and
    /// a slot without a destructor is found without asking whether it was dropped.
    static LENT: RefCell<ManuallyDrop<Option<Loan>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

impl Loan {
    pub(super) fn new(key: Key, buffer: Buffer) -> Self {
        Self { key, buffer, waiting: None, is_awaited: false, polled_with: (0, 0) }
    }

    /// Whether this is the waker that the body is polled with now.
    pub(super) fn is_polled_with(&self, waker: &Waker) -> bool {
        self.polled_with == id_of(waker)
    }
}

/// As [`Waker::will_wake`] compares them. To keep a clone would be to count it.
fn id_of(waker: &Waker) -> WakerId {
    (waker.data() as usize, ptr::from_ref(waker.vtable()) as usize)
}

/// Polls with the loan lent, and takes it back, also after a panic.
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
    // What a panic leaves in an odd state is dropped with the render.
    let result = catch_unwind(AssertUnwindSafe(|| poll(cx)));
    exchange(loan);
    result
}

/// Exchanges a loan and what is in the slot.
fn exchange(loan: &mut Option<Loan>) {
    LENT.with(|lent| mem::swap(&mut **lent.borrow_mut(), loan));
}

/// Calls `f` with the loan of the body `key` and what is given, if that body is being polled on this
/// thread; otherwise gives that back.
///
/// The slot is borrowed meanwhile, so `f` runs no code that this crate did not write.
#[inline]
pub(super) fn with<G, T>(key: Key, given: G, f: impl FnOnce(&mut Loan, G) -> T) -> Result<T, G> {
    LENT.with(|lent| match &mut **lent.borrow_mut() {
        Some(loan) if loan.key == key => Ok(f(loan, given)),
        Some(_) | None => Err(given),
    })
}
