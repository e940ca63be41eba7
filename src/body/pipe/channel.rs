//! The shared half of a pipe, for when the writer is not inside the poll of the reader.
//!
//! The models of `super::super::models` run both ends on several threads, in every order of what they
//! share: after a change here, `cargo test --release --manifest-path models/Cargo.toml`.

use std::mem;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::buffer::{Buffer, Item};
use super::crowd::Seats;
use super::gate::{CLOSED, FULL, Gate};
use super::loan::{Key, Waiting};
use super::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};

/// What both ends reach, under a lock or by itself.
pub(in crate::body) struct Channel<T> {
    /// Whether `State::buffer` has items: then nothing may be written by loan, or it would overtake them.
    /// Only the one writer sets it, so `Relaxed` is enough for it to see that.
    pub(super) outside: AtomicBool,
    /// Bytes that were written by loan and are not taken; more than any while the writer may write by loan,
    /// and until the reader has said how many. Set by the reader.
    lent: AtomicUsize,
    pub(super) gate: Gate,
    /// Whether `State::opened` is not empty; changed with it, under the lock.
    has_opened: AtomicBool,
    state: Mutex<State<T>>,
    pub(super) seats: Seats,
}

struct State<T> {
    /// The bytes written outside of a poll of the reader. They come after those written by loan.
    buffer: Buffer,
    /// The reader, when it waits for the writer.
    reader: Option<Waker>,
    /// The writer, when it waits for the buffers to be taken.
    writer: Option<Waiting>,
    /// The writer, when it waits for what it has opened to be taken over.
    opener: Option<Waker>,
    end: Option<End>,
    /// What was opened, and is not taken over yet.
    opened: Vec<T>,
}

/// How a writer has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::body) enum End {
    Dropped,
    /// By a panic of what held it.
    Panicked,
}

/// What there is for a reader that waits.
#[derive(Clone, Copy)]
pub(super) struct Waits {
    pub(super) is_empty: bool,
    pub(super) end: Option<End>,
}

impl<T> State<T> {
    /// The writer, if it waits for no more than what has happened, with this much left of the loan.
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

    #[inline]
    pub(super) fn key(self: &Arc<Self>) -> Key {
        Arc::as_ptr(self).cast::<()>() as Key
    }

    /// No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cold]
    pub(super) fn put(&self, put: impl FnOnce(&mut Buffer)) {
        let mut state = self.lock();
        if self.gate.is_shut_by(CLOSED) {
            // The lock goes before the bytes, whose destructor may be foreign code.
            return;
        }
        put(&mut state.buffer);
        self.outside.store(!state.buffer.is_empty(), Ordering::Relaxed);
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }

    /// The writer is gone.
    pub(super) fn end_writer(&self, end: End) {
        let mut state = self.lock();
        state.end = Some(end);
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }

    pub(super) fn open(&self, opened: T, leaves_room: bool) {
        let mut state = self.lock();
        if self.gate.is_shut_by(CLOSED) {
            // The lock goes before what was opened.
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

    #[inline]
    pub(super) fn has_opened(&self) -> bool {
        self.has_opened.load(Ordering::Acquire)
    }

    pub(super) fn take_opened(&self) -> Vec<T> {
        let mut state = self.lock();
        self.has_opened.store(false, Ordering::Relaxed);
        let opened = mem::take(&mut state.opened);
        let opener = state.opener.take();
        drop(state);
        opener.into_iter().for_each(Waker::wake);
        opened
    }

    /// Waits until what was opened is taken over. Returns whether it waits.
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

    /// Waits until fewer bytes than the limit wait to be taken; true when the reader takes no more.
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
        // The reader has to say how much of the loan is left.
        let reader = if lent == usize::MAX { state.reader.take() } else { None };
        drop(state);
        reader.into_iter().for_each(Waker::wake);
        drop(old);
        Poll::Pending
    }

    /// Takes the next item that was written outside, once what was written by loan is taken.
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

    /// What is written by loan from now on is not known.
    pub(super) fn begin_loan(&self) {
        self.lent.store(usize::MAX, Ordering::Relaxed);
    }

    /// Waits for whatever the writer does next, and tells it how much of the loan is not taken yet.
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

    /// Tells the writer how much of the loan is not taken yet.
    pub(super) fn settle(&self, lent: usize) {
        let mut state = self.lock();
        self.lent.store(lent, Ordering::Relaxed);
        let writer = state.writer_below(lent);
        drop(state);
        writer.into_iter().for_each(Waker::wake);
    }

    /// Whether the writer is gone, without a panic, and none of its bytes are left here.
    pub(super) fn is_finished(&self) -> bool {
        let state = self.lock();
        state.buffer.is_empty() && state.end == Some(End::Dropped)
    }

    /// Tells the writer that nothing more is taken but what it has written.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        self.gate.shut(CLOSED);
        let wakers = (state.writer.take(), state.opener.take());
        drop(state);
        wakers.0.into_iter().for_each(|(waker, _)| waker.wake());
        wakers.1.into_iter().for_each(Waker::wake);
    }

    /// Tells the writer that nothing more is taken, and drops what it has written.
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
