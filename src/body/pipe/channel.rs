//! The shared half of a pipe, for a writer outside the reader's poll.
//!
//! The loom models of `super::super::models` run both ends on several threads, in every order of
//! their accesses to this state. Run them after a change here:
//!
//! ```sh
//! cargo test --release --manifest-path models/Cargo.toml
//! ```

mod children;

use std::mem;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::buffer::{Buffer, Item};
use super::child_limit::ChildLimit;
use super::flags::{CLOSED, FULL, WriteFlags};
use super::local::{PipeId, WaitingWriter};
use super::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};

/// The state that writer and reader share: a part of it under a lock, the rest atomic.
pub(in crate::body) struct Channel<T> {
    /// Whether the remote buffer (`State::buffer`) has items.
    ///
    /// If so, nothing may be written to the local buffer, because it would overtake those items.
    /// `Relaxed` is enough for the writer to see that, because only the one writer sets this flag.
    pub(super) has_remote: AtomicBool,
    /// The number of bytes in the local buffer. Set by the reader.
    ///
    /// It is `usize::MAX` while the writer may write to the local buffer, and until the reader has
    /// published the number.
    local_len: AtomicUsize,
    pub(super) flags: WriteFlags,
    /// Whether `State::new_children` has items. Changed together with it, under the lock.
    has_new_children: AtomicBool,
    state: Mutex<State<T>>,
    pub(super) child_limit: ChildLimit,
}

/// The part of the shared state that is under the lock.
struct State<T> {
    /// The remote buffer: bytes written outside the reader's poll. They follow those in the local
    /// buffer.
    buffer: Buffer,
    /// The waker of the reader, if it waits for the writer.
    reader: Option<Waker>,
    /// The writer, with its limit, if it waits until the buffers are taken.
    writer: Option<WaitingWriter>,
    /// The writer, if it waits until the new children are taken over.
    opener: Option<Waker>,
    end: Option<WriterEnd>,
    /// The children that were opened and not yet taken over.
    new_children: Vec<T>,
}

/// The way in which a writer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::body) enum WriterEnd {
    /// The writer was dropped.
    Dropped,
    /// The writer was dropped by a panic of its owner.
    Panicked,
}

/// The state of the writer, as a waiting reader sees it.
#[derive(Clone, Copy)]
pub(super) struct WriterState {
    /// Whether the remote buffer is empty.
    pub(super) is_empty: bool,
    pub(super) end: Option<WriterEnd>,
}

impl<T> State<T> {
    /// Takes the waker of the writer if fewer bytes than its limit are buffered.
    fn take_writer_below(&mut self, local_len: usize) -> Option<Waker> {
        let len = self.buffer.len().saturating_add(local_len);
        self.writer.take_if(|(_, limit)| len < *limit).map(|(waker, _)| waker)
    }
}

impl<T> Channel<T> {
    pub(super) fn new(first_allocation: usize, child_limit: ChildLimit) -> Self {
        let flags = WriteFlags::default();
        if child_limit.is_exceeded() {
            flags.set(FULL);
        }
        let state = State {
            buffer: Buffer::with_first_allocation(first_allocation),
            reader: None,
            writer: None,
            opener: None,
            end: None,
            new_children: Vec::new(),
        };
        Self {
            has_remote: AtomicBool::new(false),
            local_len: AtomicUsize::new(0),
            flags,
            has_new_children: AtomicBool::new(false),
            state: Mutex::new(state),
            child_limit,
        }
    }

    /// Returns the id under which a writer finds the local buffer of this pipe.
    #[inline]
    pub(super) fn id(self: &Arc<Self>) -> PipeId {
        PipeId(Arc::as_ptr(self).cast::<()>() as usize)
    }

    /// Locks the state. No user code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes to the remote buffer and wakes the reader.
    #[cold]
    pub(super) fn push(&self, write: impl FnOnce(&mut Buffer)) {
        let mut state = self.lock();
        if self.flags.contains(CLOSED) {
            // The lock is released before the bytes are dropped: their destructor may be user code.
            return;
        }
        write(&mut state.buffer);
        self.has_remote.store(!state.buffer.is_empty(), Ordering::Relaxed);
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }

    /// Records that the writer is gone, and wakes the reader.
    pub(super) fn end_writer(&self, end: WriterEnd) {
        let mut state = self.lock();
        state.end = Some(end);
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }

    /// Waits until fewer than `limit` bytes are buffered.
    ///
    /// Returns `true` if the reader takes no more. `local_len` is the number of bytes in the local
    /// buffer, if the caller knows it.
    pub(super) fn poll_buffered_below(
        &self,
        limit: usize,
        local_len: Option<usize>,
        cx: &Context<'_>,
    ) -> Poll<bool> {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        if self.flags.contains(CLOSED) {
            return Poll::Ready(true);
        }
        let local_len = local_len.unwrap_or_else(|| self.local_len.load(Ordering::Relaxed));
        if state.buffer.len().saturating_add(local_len) < limit {
            return Poll::Ready(false);
        }
        let old = state.writer.replace((waker, limit));
        // The reader has to publish how many bytes of the local buffer are left.
        let reader = if local_len == usize::MAX { state.reader.take() } else { None };
        drop(state);
        reader.into_iter().for_each(Waker::wake);
        drop(old);
        Poll::Pending
    }

    /// Takes the next item of the remote buffer.
    ///
    /// The local buffer must be empty.
    #[inline]
    pub(super) fn take(&self) -> Option<Item> {
        if !self.has_remote.load(Ordering::Relaxed) {
            return None;
        }
        let mut state = self.lock();
        let item = state.buffer.pop();
        self.local_len.store(0, Ordering::Relaxed);
        self.has_remote.store(!state.buffer.is_empty(), Ordering::Relaxed);
        let writer = state.take_writer_below(0);
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        item
    }

    /// Marks the number of bytes in the local buffer as unknown.
    pub(super) fn hide_local_len(&self) {
        self.local_len.store(usize::MAX, Ordering::Relaxed);
    }

    /// Publishes to the writer how many bytes of the local buffer are left.
    pub(super) fn publish_local_len(&self, local_len: usize) {
        let mut state = self.lock();
        self.local_len.store(local_len, Ordering::Relaxed);
        let writer = state.take_writer_below(local_len);
        drop(state);
        writer.into_iter().for_each(Waker::wake);
    }

    /// Waits for the next action of the writer.
    ///
    /// This publishes to the writer how many bytes of the local buffer are left.
    pub(super) fn wait(&self, local_len: usize, cx: &Context<'_>) -> WriterState {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        let old = state.reader.replace(waker);
        self.local_len.store(local_len, Ordering::Relaxed);
        let writer = state.take_writer_below(local_len);
        let writer_state = WriterState { is_empty: state.buffer.is_empty(), end: state.end };
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        drop(old);
        writer_state
    }

    /// Returns `true` if the writer was dropped and the remote buffer is empty.
    ///
    /// Returns `false` if a panic dropped the writer.
    pub(super) fn is_finished(&self) -> bool {
        let state = self.lock();
        state.buffer.is_empty() && state.end == Some(WriterEnd::Dropped)
    }

    /// Closes the pipe: what was written can still be taken, and nothing more is accepted.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        self.flags.set(CLOSED);
        let wakers = (state.writer.take(), state.opener.take());
        drop(state);
        wakers.0.into_iter().for_each(|(waker, _)| waker.wake());
        wakers.1.into_iter().for_each(Waker::wake);
    }

    /// Closes the pipe and drops what was written.
    pub(super) fn close_and_clear(&self) {
        self.close();
        let mut state = self.lock();
        self.has_remote.store(false, Ordering::Relaxed);
        let new_children = mem::take(&mut state.new_children);
        let dropped = (mem::take(&mut state.buffer), state.reader.take(), new_children);
        drop(state);
        drop(dropped);
    }
}
