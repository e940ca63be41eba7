//! The writer's side of a body, and what the two share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::{fmt, thread};

use bytes::Bytes;

use super::buffer::{Buffer, Chunk, FRAME};
use super::error::{Disconnected, RenderError};
use super::lend::{self, Key};

/// Appends to a body, from the render or from wherever the render has moved it.
///
/// There is one for each body, and it is used through `&mut`: what it writes has one order.
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Writer {
    shared: Arc<Shared>,
    /// Whether something was written by loan since the buffers were last known to be empty.
    lent: bool,
}

/// What a body and its writer share, for when the writer is not in the render.
#[derive(Default)]
pub(super) struct Shared {
    /// Whether `State::buffer` has octets: then nothing may be written by loan, or it would
    /// overtake them. Only the one writer sets it, so `Relaxed` is enough for it to see that.
    outside: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What was written outside a poll of the body. It comes after what was written by loan.
    buffer: Buffer,
    /// The body, when it waits for more or for the end.
    body: Option<Waker>,
    /// The writer, when it waits for the buffers to be taken.
    writer: Option<Waker>,
    writer_end: Option<WriterEnd>,
    body_dropped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum WriterEnd {
    Dropped,
    Panicked,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, lent: false }
    }

    pub(crate) fn push(&mut self, chunk: Chunk<'_>) {
        let mut chunk = Some(chunk);
        if !self.shared.outside.load(Ordering::Relaxed) {
            let push = |loan: &mut lend::Loan| chunk.take().and_then(|c| loan.buffer.push(c));
            let rest = lend::with(self.shared.key(), push);
            if let Some(_dropped_here) = rest {
                self.lent = true;
                return;
            }
        }
        if let Some(chunk) = chunk {
            self.shared.push(chunk);
        }
    }

    /// Waits until less than a frame is waiting to be taken.
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.poll_below(FRAME, cx)
    }

    /// Waits until nothing is waiting to be taken.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.poll_below(1, cx)
    }

    fn poll_below(&mut self, limit: usize, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        let key = self.shared.key();
        if !self.shared.outside.load(Ordering::Relaxed) {
            match lend::with(key, |loan| loan.buffer.len() < limit) {
                Some(true) => return Poll::Ready(Ok(())),
                Some(false) => {
                    // Neither made nor dropped while the slot is borrowed: a waker is foreign code.
                    let mut waker = Some(cx.waker().clone());
                    lend::with(key, |loan| std::mem::swap(&mut loan.waiting, &mut waker));
                    return Poll::Pending;
                }
                None => {}
            }
        }
        self.shared.poll_below(limit, &mut self.lent, cx)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        let panicking = thread::panicking();
        state.writer_end = Some(if panicking { WriterEnd::Panicked } else { WriterEnd::Dropped });
        let body = state.body.take();
        drop(state);
        body.into_iter().for_each(Waker::wake);
    }
}

impl Shared {
    pub(super) fn key(self: &Arc<Self>) -> Key {
        Arc::as_ptr(self) as Key
    }

    /// No foreign code runs under this lock, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, chunk: Chunk<'_>) {
        let mut state = self.lock();
        if state.body_dropped {
            return;
        }
        let rest = state.buffer.push(chunk);
        self.outside.store(!state.buffer.is_empty(), Ordering::Relaxed);
        let body = state.body.take();
        drop(state);
        drop(rest);
        body.into_iter().for_each(Waker::wake);
    }

    /// `lent` asks also for what was written by loan, which only a poll of the body can tell.
    fn poll_below(
        &self,
        limit: usize,
        lent: &mut bool,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Disconnected>> {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        if state.body_dropped {
            return Poll::Ready(Err(Disconnected));
        }
        if state.buffer.len() < limit && !*lent {
            return Poll::Ready(Ok(()));
        }
        *lent = false;
        let old = state.writer.replace(waker);
        let body = state.body.take();
        drop(state);
        drop(old);
        body.into_iter().for_each(Waker::wake);
        Poll::Pending
    }

    /// Takes the next frame that was written outside, once what was written by loan is taken.
    ///
    /// The end is there when the render has returned and the writer is gone.
    pub(super) fn poll_frame(
        &self,
        render_returned: bool,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, RenderError>>> {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        let frame = state.buffer.pop();
        self.outside.store(!state.buffer.is_empty(), Ordering::Relaxed);
        let writer = if state.buffer.is_empty() { state.writer.take() } else { None };
        let mut old = None;
        let polled = match (frame, state.writer_end) {
            (Some(frame), _) => Poll::Ready(Some(Ok(frame))),
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
        drop(old);
        writer.into_iter().for_each(Waker::wake);
        polled
    }

    /// Whether the writer is gone, without a panic, and nothing that it wrote is left here.
    pub(super) fn is_finished(&self) -> bool {
        let state = self.lock();
        state.buffer.is_empty() && state.writer_end == Some(WriterEnd::Dropped)
    }

    /// Tells the writer that nothing more will be taken.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        state.body_dropped = true;
        let buffer = std::mem::take(&mut state.buffer);
        let wakers = [state.writer.take(), state.body.take()];
        self.outside.store(false, Ordering::Relaxed);
        drop(state);
        drop(buffer);
        let [writer, _body] = wakers;
        writer.into_iter().for_each(Waker::wake);
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}
