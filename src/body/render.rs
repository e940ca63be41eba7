//! What one render writes, of a page or of a part.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::{fmt, mem};

use bytes::Bytes;

use super::buffer::{Buffer, Item, Ready};
use super::error::{Maker, RenderError};
use super::lend::{self, Loan};
use super::parts::Opened;
use super::shared::Shared;

/// What renders, in a box: what is done with it is compiled once, and not for each page of a program.
pub(crate) type Rendering = Pin<Box<dyn Future<Output = Result<(), RenderError>> + Send>>;

/// The lock is never taken: it is there because a `Mutex` is `Sync`, and so then is the body.
type Task = Mutex<Rendering>;

/// Frames of a writer that is elsewhere, after which the render has a turn: it may have a deadline
/// to keep, and a writer that is faster than the client always has a frame ready.
const TURN: usize = 16;

pub(super) struct Render {
    /// The render, until it has returned.
    render: Option<Task>,
    /// How the render ended, until that is told.
    failed: Option<RenderError>,
    /// Whether the server had a turn to send what it has before it is told of the failure.
    turn_given: bool,
    ended: bool,
    outside_frames: usize,
    /// What was written by loan, and not taken yet. None while it is lent.
    loan: Option<Loan>,
    shared: Arc<Shared>,
}

impl Render {
    /// Of what the writer was given to that shares this.
    pub(super) fn new(first: Bytes, shared: Arc<Shared>, rendering: Rendering) -> Self {
        Self {
            render: Some(Mutex::new(rendering)),
            failed: None,
            turn_given: false,
            ended: false,
            outside_frames: 0,
            loan: Some(Loan::new(shared.key(), Buffer::of(first))),
            shared,
        }
    }

    pub(super) fn poll_item(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Item, RenderError>>> {
        // What is ready goes before the render may write more: so memory is bounded.
        if let Some(item) = self.take_item() {
            return Poll::Ready(Some(Ok(item)));
        }
        if let Some(item) = self.shared.take_item() {
            self.outside_frames += 1;
            if self.outside_frames % TURN == 0 {
                self.poll_render(cx);
            }
            return Poll::Ready(Some(Ok(item)));
        }
        if self.ended {
            return Poll::Ready(None);
        }
        self.poll_render(cx);
        if let Some(item) = self.take_item() {
            return Poll::Ready(Some(Ok(item)));
        }
        match self.shared.poll_item(self.render.is_none(), cx) {
            Poll::Ready(Some(Ok(item))) => return Poll::Ready(Some(Ok(item))),
            Poll::Ready(Some(Err(error))) => {
                self.failed.get_or_insert(error);
            }
            Poll::Ready(None) | Poll::Pending if self.failed.is_some() => {}
            Poll::Ready(None) => {
                self.ended = true;
                return Poll::Ready(None);
            }
            Poll::Pending => return Poll::Pending,
        }
        if self.is_turn_due(cx) {
            return Poll::Pending;
        }
        self.ended = true;
        self.shared.abandon();
        Poll::Ready(self.failed.take().map(Err))
    }

    /// Lets the render go on while what it has written cannot be taken yet. Where it awaits its writes,
    /// that is up to a frame of what it copies, and four of what it passes on.
    ///
    /// A failure is there at once: what cannot be taken will not be.
    pub(super) fn poll_ahead(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        self.poll_render(cx);
        self.shared.keep_lent(self.left(), cx);
        if self.failed.is_none() || self.is_turn_due(cx) {
            return Ok(());
        }
        self.ended = true;
        self.shared.abandon();
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Whether the server has to have a turn before it is told of a failure.
    ///
    /// A server that meets an error drops what it has not flushed yet, the head with its cookies among
    /// it. It flushes when the body is not ready: so it is not, once. Over HTTP/2 the task of the connection
    /// flushes, which may be too late where it runs on another thread.
    fn is_turn_due(&mut self, cx: &Context<'_>) -> bool {
        let is_due = !mem::replace(&mut self.turn_given, true);
        if is_due {
            cx.waker().wake_by_ref();
        }
        is_due
    }

    /// Whether parts were opened since they were taken.
    #[inline]
    pub(super) fn has_opened(&self) -> bool {
        self.shared.has_opened()
    }

    /// Takes the parts that were opened since.
    pub(super) fn take_opened(&self) -> Vec<Opened> {
        self.shared.take_opened()
    }

    fn poll_render(&mut self, cx: &mut Context<'_>) {
        let Some(render) = &mut self.render else { return };
        let render = render.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.shared.begin_loan();
        let polled = lend::during(&mut self.loan, cx, |cx| render.as_mut().poll(cx));
        self.failed = match polled {
            Ok(Poll::Pending) => return,
            Ok(Poll::Ready(outcome)) => outcome.err(),
            Err(payload) => Some(RenderError::panicked(Maker::Render, payload)),
        };
        let render = self.render.take();
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(render))) {
            self.failed.get_or_insert(RenderError::panicked(Maker::Render, payload));
        }
        if self.failed.is_some() {
            // What is written already comes before the error, and nothing can delay it further.
            self.shared.close();
        }
    }

    /// Octets that were written by loan, and are not taken yet.
    fn left(&self) -> usize {
        self.loan.as_ref().map_or(0, |loan| loan.buffer.len())
    }

    /// The next frame that was written by loan, where no part was ever opened and nothing else is to be done
    /// for it. So it is with most: only the last may end the body, or be waited for by somebody who has to be
    /// woken.
    #[inline(always)]
    pub(super) fn plain(&mut self) -> Option<Ready<'_>> {
        let loan = self.loan.as_mut()?;
        let may_be_last = self.render.is_some() && loan.waiting.is_none();
        loan.buffer.ready(usize::from(!may_be_last))
    }

    fn take_item(&mut self) -> Option<Item> {
        let loan = self.loan.as_mut()?;
        let item = loan.buffer.pop()?;
        let left = loan.buffer.len();
        // They have wakers of their own. Whoever waits with the body's is polled by the poll that follows.
        let waiting = loan.waiting.take_if(|(_, limit)| left < *limit);
        waiting.into_iter().for_each(|(waker, _)| waker.wake());
        if loan.buffer.is_empty() {
            let returned = self.render.is_none() && self.failed.is_none();
            self.ended = returned && self.shared.is_finished();
        }
        Some(item)
    }

    /// Whether the body has ended; a server need not poll it again to know.
    pub(super) fn is_end(&self) -> bool {
        self.ended && self.left() == 0
    }
}

impl Drop for Render {
    fn drop(&mut self) {
        // First, since dropping the render may panic, and a writer elsewhere waits for this.
        self.shared.abandon();
    }
}

impl fmt::Debug for Render {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Render")
            .field("returned", &self.render.is_none())
            .field("ended", &self.ended)
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}
