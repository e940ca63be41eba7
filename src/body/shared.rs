//! What a body and its writer share, for when the writer is not in the render.
//!
//! `super::models` runs the two on several threads, in every order of what they share: after a change
//! here, `cargo test --release --manifest-path models/Cargo.toml`.

use std::mem;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::buffer::{Buffer, Item};
use super::error::{Disconnected, RenderError};
use super::gate::{CLOSED, Gate};
use super::lend::{Key, Waiting};
use super::parts::Opened;
use super::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard};

/// What both can reach, under a lock or by itself.
#[derive(Default)]
pub(super) struct Shared {
    /// Whether `State::buffer` has octets: then nothing may be written by loan, or it would
    /// overtake them. Only the one writer sets it, so `Relaxed` is enough for it to see that.
    pub(super) outside: AtomicBool,
    /// Octets that were written by loan and are not taken; more than any while the render is polled, and
    /// until the body has said how many. Set by the body.
    lent: AtomicUsize,
    pub(super) gate: Gate,
    /// Whether `State::opened` has parts; changed with it, under the lock.
    has_opened: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What was written outside a poll of the body. It comes after what was written by loan.
    buffer: Buffer,
    /// The body, when it waits for more or for the end.
    body: Option<Waker>,
    /// The body, when it waits for a part, and for more of them only.
    ahead: Option<Waker>,
    /// The writer, when it waits for the buffers to be taken.
    writer: Option<Waiting>,
    writer_end: Option<WriterEnd>,
    /// Parts that the body does not poll yet.
    opened: Vec<Opened>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WriterEnd {
    Dropped,
    Panicked,
}

impl State {
    /// The writer, if it waits for no more than what has happened, with this much left of the loan.
    fn writer_below(&mut self, lent: usize) -> Option<Waker> {
        let left = self.buffer.len().saturating_add(lent);
        self.writer.take_if(|(_, limit)| left < *limit).map(|(waker, _)| waker)
    }
}

impl Shared {
    #[inline]
    pub(super) fn key(self: &Arc<Self>) -> Key {
        Arc::as_ptr(self) as Key
    }

    /// No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cold]
    pub(super) fn put(&self, put: impl FnOnce(&mut Buffer)) {
        let mut state = self.lock();
        if self.gate.is_shut_by(CLOSED) {
            // The lock goes before what was to be put, which is somebody's.
            return;
        }
        put(&mut state.buffer);
        self.outside.store(!state.buffer.is_empty(), Ordering::Relaxed);
        let body = state.body.take();
        drop(state);
        body.into_iter().for_each(Waker::wake);
    }

    /// The writer is gone.
    pub(super) fn end_writer(&self, end: WriterEnd) {
        let mut state = self.lock();
        state.writer_end = Some(end);
        let body = state.body.take();
        drop(state);
        body.into_iter().for_each(Waker::wake);
    }

    pub(super) fn open(&self, opened: Opened, leaves_room: bool) {
        let mut state = self.lock();
        if self.gate.is_shut_by(CLOSED) {
            // The lock goes before the part, which is somebody's.
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
        let (body, ahead) = (state.body.take(), state.ahead.take());
        drop(state);
        body.into_iter().chain(ahead).for_each(Waker::wake);
    }

    #[inline]
    pub(super) fn has_opened(&self) -> bool {
        self.has_opened.load(Ordering::Acquire)
    }

    pub(super) fn take_opened(&self) -> Vec<Opened> {
        let mut state = self.lock();
        self.has_opened.store(false, Ordering::Relaxed);
        mem::take(&mut state.opened)
    }

    pub(super) fn poll_below(
        &self,
        limit: usize,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Disconnected>> {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        if self.gate.is_shut_by(CLOSED) {
            return Poll::Ready(Err(Disconnected));
        }
        let lent = self.lent.load(Ordering::Relaxed);
        if state.buffer.len().saturating_add(lent) < limit {
            return Poll::Ready(Ok(()));
        }
        let old = state.writer.replace((waker, limit));
        let body = state.body.take();
        drop(state);
        body.into_iter().for_each(Waker::wake);
        drop(old);
        Poll::Pending
    }

    /// Takes the next frame that was written outside, once what was written by loan is taken.
    #[inline]
    pub(super) fn take_item(&self) -> Option<Item> {
        if !self.outside.load(Ordering::Relaxed) {
            return None;
        }
        let mut state = self.lock();
        let (item, writer) = self.take(&mut state);
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        item
    }

    /// The next frame, and the writer if it waited for this one to be taken.
    fn take(&self, state: &mut State) -> (Option<Item>, Option<Waker>) {
        let item = state.buffer.pop();
        self.lent.store(0, Ordering::Relaxed);
        self.outside.store(!state.buffer.is_empty(), Ordering::Relaxed);
        (item, state.writer_below(0))
    }

    /// Takes the next item as [`take_item`](Self::take_item) does, or waits for one.
    ///
    /// The end is there when the render has returned and the writer is gone.
    pub(super) fn poll_item(
        &self,
        render_returned: bool,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Item, RenderError>>> {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        let (item, writer) = self.take(&mut state);
        let mut old = None;
        let polled = match (item, state.writer_end) {
            (Some(item), _) => Poll::Ready(Some(Ok(item))),
            (None, Some(end)) if render_returned => Poll::Ready(match end {
                WriterEnd::Dropped => None,
                WriterEnd::Panicked => Some(Err(RenderError::writer_panicked())),
            }),
            (None, _) => {
                old = state.body.replace(waker);
                Poll::Pending
            }
        };
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        drop(old);
        polled
    }

    /// What is written by loan from now on is not known.
    pub(super) fn begin_loan(&self) {
        self.lent.store(usize::MAX, Ordering::Relaxed);
    }

    /// Tells the writer how much of what was written by loan is left, and cannot be taken yet, and
    /// waits for parts that it opens.
    pub(super) fn keep_lent(&self, octets: usize, cx: &Context<'_>) {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        let old = state.ahead.replace(waker);
        self.lent.store(octets, Ordering::Relaxed);
        let writer = state.writer_below(octets);
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        drop(old);
    }

    /// Whether the writer is gone, without a panic, and nothing that it wrote is left here.
    pub(super) fn is_finished(&self) -> bool {
        let state = self.lock();
        state.buffer.is_empty() && state.writer_end == Some(WriterEnd::Dropped)
    }

    /// Tells the writer that nothing more is taken but what it has written.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        self.gate.shut(CLOSED);
        let writer = state.writer.take();
        drop(state);
        writer.into_iter().for_each(|(waker, _)| waker.wake());
    }

    /// Tells the writer that nothing more is taken, and drops what it has written.
    pub(super) fn abandon(&self) {
        self.close();
        let mut state = self.lock();
        self.outside.store(false, Ordering::Relaxed);
        let opened = mem::take(&mut state.opened);
        let wakers = (state.body.take(), state.ahead.take());
        let dropped = (mem::take(&mut state.buffer), wakers, opened);
        drop(state);
        drop(dropped);
    }
}
