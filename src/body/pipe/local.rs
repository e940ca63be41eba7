//! The buffer of a pipe, in a thread-local while the pipe is polled.
//!
//! The problem: a write should cost no more than appending to a `Vec`. But the buffer must belong
//! to the body, which sends it whenever the render function waits, while the writer is inside the
//! render function. A mutex around the buffer is the naive solution. Locking it for each small
//! write costs several times as much as the write.
//!
//! The mechanism: a render function runs only while its body polls it, on the thread of that poll.
//! So the body moves its buffer into a thread-local for the duration of the poll, under the id of
//! the pipe. A writer with the same id finds the buffer there, without a lock.
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

/// The id of a pipe, unique among the live ones: the address of its channel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PipeId(pub(super) usize);

impl PipeId {
    /// The id that belongs to no pipe.
    pub(super) const NONE: Self = Self(0);
}

/// The waker of a writer, and its limit: it waits until fewer than this many bytes are buffered.
pub(super) type WaitingWriter = (Waker, usize);

/// The identity of a waker, among the live ones.
type WakerId = (usize, usize);

/// The buffer of a pipe, and what its writer can access during a poll.
pub(super) struct LocalBuffer {
    id: PipeId,
    pub(super) buffer: Buffer,
    /// The waiting writer, if it has a waker of its own.
    ///
    /// It waits until the buffer is taken, and is not polled whenever the body is.
    pub(super) waiting: Option<WaitingWriter>,
    /// Whether the writer waits with the waker of the body.
    ///
    /// It waits until the buffer is taken, and is polled whenever the body is.
    pub(super) is_awaited: bool,
    /// The identity of the waker that the body was polled with.
    polled_with: WakerId,
}

thread_local! {
    /// The local buffer of the pipe that is being polled on this thread.
    ///
    /// When the render function of a body polls another body, it is the buffer of the inner one.
    ///
    /// [`enter`] removes what it inserts, so there is nothing to drop when the thread ends. A
    /// thread-local without a destructor is accessed without a check whether it was destroyed.
    static CURRENT: RefCell<ManuallyDrop<Option<LocalBuffer>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

impl LocalBuffer {
    /// Creates the local buffer of the pipe with this id.
    pub(super) fn new(id: PipeId, buffer: Buffer) -> Self {
        Self { id, buffer, waiting: None, is_awaited: false, polled_with: (0, 0) }
    }

    /// Returns `true` if the current poll of the body uses this waker.
    pub(super) fn is_polled_with(&self, waker: &Waker) -> bool {
        self.polled_with == waker_id(waker)
    }
}

/// Returns the identity of a waker, as [`Waker::will_wake`] compares it.
///
/// Storing a clone of the waker instead would update a reference count at each poll.
fn waker_id(waker: &Waker) -> WakerId {
    (waker.data() as usize, ptr::from_ref(waker.vtable()) as usize)
}

/// Makes a buffer the current one during a poll.
///
/// It is taken back even after a panic.
pub(super) fn enter<T>(
    local: &mut Option<LocalBuffer>,
    cx: &mut Context<'_>,
    poll: impl FnOnce(&mut Context<'_>) -> T,
) -> thread::Result<T> {
    if let Some(local) = local {
        local.polled_with = waker_id(cx.waker());
        local.is_awaited = false;
    }
    swap(local);
    // State that a panic left inconsistent is dropped with the render.
    let result = catch_unwind(AssertUnwindSafe(|| poll(cx)));
    swap(local);
    result
}

/// Swaps a buffer with the contents of the thread-local.
fn swap(local: &mut Option<LocalBuffer>) {
    CURRENT.with(|current| mem::swap(&mut **current.borrow_mut(), local));
}

/// Calls `f` with the local buffer of the pipe `id` and with `value`.
///
/// Returns `value` if that pipe is not being polled on this thread. The thread-local is borrowed
/// during the call, so `f` must not run user code.
#[inline]
pub(super) fn with_current<V, T>(
    id: PipeId,
    value: V,
    f: impl FnOnce(&mut LocalBuffer, V) -> T,
) -> Result<T, V> {
    CURRENT.with(|current| match &mut **current.borrow_mut() {
        Some(local) if local.id == id => Ok(f(local, value)),
        Some(_) | None => Err(value),
    })
}
