//! The shared half of a pipe, for a writer outside the reader's poll.
//!
//! The loom models of `super::super::models` run both ends on several threads, in every order of
//! their accesses to this state. Run them after a change here:
//!
//! ```sh
//! cargo test --release --manifest-path models/Cargo.toml
//! ```

use std::mem;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::buffer::{Buffer, Item};
use super::crowd::Seats;
use super::gate::{CLOSED, FULL, Gate};
use super::loan::{Key, Waiting};
use super::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};

/// The state that writer and reader share: a part of it under a lock, the rest atomic.
pub(in crate::body) struct Channel<T> {
    /// Whether the shared buffer (`State::buffer`) has items.
    ///
    /// If so, nothing may be written to the lent buffer, because it would overtake those items.
    /// `Relaxed` is enough for the writer to see that, because only the one writer sets this flag.
    pub(super) outside: AtomicBool,
    /// The number of bytes in the lent buffer. Set by the reader.
    ///
    /// It is `usize::MAX` while the writer may write to the lent buffer, and until the reader has
    /// reported the number.
    lent: AtomicUsize,
    pub(super) gate: Gate,
    /// Whether `State::opened` has items. Changed together with it, under the lock.
    has_opened: AtomicBool,
    state: Mutex<State<T>>,
    pub(super) seats: Seats,
}

/// The part of the shared state that is under the lock.
struct State<T> {
    /// The shared buffer: bytes written outside the reader's poll. They follow those in the lent
    /// buffer.
    buffer: Buffer,
    /// The waker of the reader, if it waits for the writer.
    reader: Option<Waker>,
    /// The writer, with its limit, if it waits until the buffers are taken.
    writer: Option<Waiting>,
    /// The writer, if it waits until the opened children are taken over.
    opener: Option<Waker>,
    end: Option<End>,
    /// The children that were opened and not yet taken over.
    opened: Vec<T>,
}

/// The way in which a writer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::body) enum End {
    /// The writer was dropped.
    Dropped,
    /// The writer was dropped by a panic of its owner.
    Panicked,
}

/// The state of the writer, as a waiting reader sees it.
#[derive(Clone, Copy)]
pub(super) struct Waits {
    pub(super) is_empty: bool,
    pub(super) end: Option<End>,
}

impl<T> State<T> {
    /// Takes the waker of the writer if fewer bytes than its limit are buffered.
    ///
    /// `lent` is the number of bytes in the lent buffer.
    fn writer_below(&mut self, lent: usize) -> Option<Waker> {
        let left = self.buffer.len().saturating_add(lent);
        self.writer.take_if(|(_, limit)| left < *limit).map(|(waker, _)| waker)
    }
}

impl<T> Channel<T> {
    pub(super) fn new(first_allocation: usize, seats: Seats) -> Self {
        let gate = Gate::default();
        if seats.are_too_few() {
            gate.shut(FULL);
        }
        let state = State {
            buffer: Buffer::allocating(first_allocation),
            reader: None,
            writer: None,
            opener: None,
            end: None,
            opened: Vec::new(),
        };
        Self {
            outside: AtomicBool::new(false),
            lent: AtomicUsize::new(0),
            gate,
            has_opened: AtomicBool::new(false),
            state: Mutex::new(state),
            seats,
        }
    }

    /// Returns the key under which a writer finds the loan of this channel.
    #[inline]
    pub(super) fn key(self: &Arc<Self>) -> Key {
        Arc::as_ptr(self).cast::<()>() as Key
    }

    /// Locks the state. No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes to the shared buffer and wakes the reader.
    #[cold]
    pub(super) fn put(&self, put: impl FnOnce(&mut Buffer)) {
        let mut state = self.lock();
        if self.gate.is_shut_by(CLOSED) {
            // The lock is released before the bytes are dropped: their destructor may be foreign
            // code.
            return;
        }
        put(&mut state.buffer);
        self.outside.store(!state.buffer.is_empty(), Ordering::Relaxed);
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }

    /// Records that the writer is gone, and wakes the reader.
    pub(super) fn end_writer(&self, end: End) {
        let mut state = self.lock();
        state.end = Some(end);
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }

    /// Hands an opened child to the reader, and wakes the reader.
    ///
    /// If `leaves_room`, its placeholder is appended to the shared buffer.
    pub(super) fn open(&self, opened: T, leaves_room: bool) {
        let mut state = self.lock();
        if self.gate.is_shut_by(CLOSED) {
            // The lock is released before the opened child is dropped.
            drop(state);
            drop(opened);
            return;
        }
        if leaves_room {
            state.buffer.push_room();
            self.outside.store(true, Ordering::Relaxed);
        }
        state.opened.push(opened);
        self.has_opened.store(true, Ordering::Release);
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }

    /// Returns `true` if opened children wait to be taken over.
    #[inline]
    pub(super) fn has_opened(&self) -> bool {
        self.has_opened.load(Ordering::Acquire)
    }

    /// Takes over the opened children, and wakes a writer that waits for that.
    pub(super) fn take_opened(&self) -> Vec<T> {
        let mut state = self.lock();
        self.has_opened.store(false, Ordering::Relaxed);
        let opened = mem::take(&mut state.opened);
        let opener = state.opener.take();
        drop(state);
        opener.into_iter().for_each(Waker::wake);
        opened
    }

    /// Waits until the reader has taken over the opened children.
    ///
    /// Returns `false` if there is nothing to wait for.
    pub(super) fn waits_for_reader(&self, cx: &Context<'_>) -> bool {
        if !self.has_opened() {
            return false;
        }
        let waker = cx.waker().clone();
        let mut state = self.lock();
        if state.opened.is_empty() || self.gate.is_shut_by(CLOSED) {
            return false;
        }
        let old = state.opener.replace(waker);
        drop(state);
        drop(old);
        true
    }

    /// Waits until fewer than `limit` bytes are buffered.
    ///
    /// Returns `true` if the reader takes no more. `lent` is the number of bytes in the lent
    /// buffer, if the caller knows it.
    pub(super) fn poll_below(
        &self,
        limit: usize,
        lent: Option<usize>,
        cx: &Context<'_>,
    ) -> Poll<bool> {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        if self.gate.is_shut_by(CLOSED) {
            return Poll::Ready(true);
        }
        let lent = lent.unwrap_or_else(|| self.lent.load(Ordering::Relaxed));
        if state.buffer.len().saturating_add(lent) < limit {
            return Poll::Ready(false);
        }
        let old = state.writer.replace((waker, limit));
        // The reader has to report how many bytes of the lent buffer are left.
        let reader = if lent == usize::MAX { state.reader.take() } else { None };
        drop(state);
        reader.into_iter().for_each(Waker::wake);
        drop(old);
        Poll::Pending
    }

    /// Takes the next item of the shared buffer.
    ///
    /// The lent buffer must be empty.
    #[inline]
    pub(super) fn take(&self) -> Option<Item> {
        if !self.outside.load(Ordering::Relaxed) {
            return None;
        }
        let mut state = self.lock();
        let item = state.buffer.pop();
        self.lent.store(0, Ordering::Relaxed);
        self.outside.store(!state.buffer.is_empty(), Ordering::Relaxed);
        let writer = state.writer_below(0);
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        item
    }

    /// Marks the number of bytes in the lent buffer as unknown.
    pub(super) fn begin_loan(&self) {
        self.lent.store(usize::MAX, Ordering::Relaxed);
    }

    /// Waits for the next action of the writer.
    ///
    /// This reports to the writer how many bytes of the lent buffer are left.
    pub(super) fn wait(&self, lent: usize, cx: &Context<'_>) -> Waits {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        let old = state.reader.replace(waker);
        self.lent.store(lent, Ordering::Relaxed);
        let writer = state.writer_below(lent);
        let waits = Waits { is_empty: state.buffer.is_empty(), end: state.end };
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        drop(old);
        waits
    }

    /// Reports to the writer how many bytes of the lent buffer are left.
    pub(super) fn settle(&self, lent: usize) {
        let mut state = self.lock();
        self.lent.store(lent, Ordering::Relaxed);
        let writer = state.writer_below(lent);
        drop(state);
        writer.into_iter().for_each(Waker::wake);
    }

    /// Returns `true` if the writer was dropped and the shared buffer is empty.
    ///
    /// Returns `false` if a panic dropped the writer.
    pub(super) fn is_finished(&self) -> bool {
        let state = self.lock();
        state.buffer.is_empty() && state.end == Some(End::Dropped)
    }

    /// Closes the pipe: what was written can still be taken, and nothing more is accepted.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        self.gate.shut(CLOSED);
        let wakers = (state.writer.take(), state.opener.take());
        drop(state);
        wakers.0.into_iter().for_each(|(waker, _)| waker.wake());
        wakers.1.into_iter().for_each(Waker::wake);
    }

    /// Closes the pipe and drops what was written.
    pub(super) fn abandon(&self) {
        self.close();
        let mut state = self.lock();
        self.outside.store(false, Ordering::Relaxed);
        let opened = mem::take(&mut state.opened);
        let dropped = (mem::take(&mut state.buffer), state.reader.take(), opened);
        drop(state);
        drop(dropped);
    }
}
