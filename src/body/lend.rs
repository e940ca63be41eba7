//! The buffer of a body, lent to its writer for the length of one poll.
//!
//! A write should cost what appending to a `Vec` costs. But the buffer must be the body's, which
//! sends it whenever the render waits for something, while the writer is inside the render; and a
//! lock for each small write is several times the price of the write. A render runs only while its
//! body polls it, on that thread. So the body puts its buffer into a thread-local for just that
//! long, under its own key, and a writer with the same key finds it there. A writer that is
//! elsewhere (in another task, or polled by somebody else) does not find it, and takes the lock.

use std::cell::RefCell;
use std::mem::{self, ManuallyDrop};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Waker;
use std::thread;

use super::buffer::Buffer;
use super::sync::thread_local;

/// Names a body among those that are alive.
pub(super) type Key = usize;

/// The key of no body.
pub(super) const NOBODY: Key = 0;

/// Who waits, for less than this many octets to wait.
pub(super) type Waiting = (Waker, usize);

/// What a writer can reach during the poll of its body.
pub(super) struct Loan {
    key: Key,
    pub(super) buffer: Buffer,
    /// Who waits for the buffer to be taken.
    pub(super) waiting: Option<Waiting>,
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

/// Calls `f` with `buffer` lent under `key`, and takes the loan back, also when `f` panics.
///
/// Returns who waits for the buffer to be taken.
pub(super) fn during<T>(
    key: Key,
    buffer: &mut Buffer,
    f: impl FnOnce() -> T,
) -> (thread::Result<T>, Option<Waiting>) {
    let outer = exchange(Some(Loan { key, buffer: mem::take(buffer), waiting: None }));
    // What a panic leaves in an odd state is dropped with the render.
    let result = catch_unwind(AssertUnwindSafe(f));
    let waiting = exchange(outer).and_then(|loan| {
        *buffer = loan.buffer;
        loan.waiting
    });
    (result, waiting)
}

/// Puts a loan into the slot and returns the one that was there.
fn exchange(loan: Option<Loan>) -> Option<Loan> {
    let loan = ManuallyDrop::new(loan);
    ManuallyDrop::into_inner(LENT.with(|lent| lent.replace(loan)))
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
