//! A render: its future, and the pipe that it writes to.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::parts::Opened;
use crate::body::error::{Maker, RenderError, RenderOutput, outcome};
use crate::body::foreign::Foreign;
use crate::body::pipe::{End, Item, Reader, Ready};

/// The future of a render, in a box: what polls it is compiled once, and not for each page of a program.
pub(crate) type Rendering = Pin<Box<dyn Renders + Send>>;

/// Makes the future of a render, at its first poll.
pub(crate) type Begin = Box<dyn FnOnce() -> Rendering + Send>;

/// A future, whatever its output is.
pub(crate) trait Renders {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), RenderError>>;
}

impl<F: Future<Output: RenderOutput>> Renders for F {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), RenderError>> {
        Future::poll(self, cx).map(outcome)
    }
}

/// A render, before its first poll and after.
///
/// Of a part, its closure is dropped when there is a future. One that holds both is larger by the page, and there
/// may be many.
pub(crate) enum Work {
    New(Option<Begin>),
    Begun(Rendering),
}

impl Work {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), RenderError>> {
        if let Self::New(begin) = self {
            // None when it has panicked: it is not polled again.
            let Some(begin) = begin.take() else { return Poll::Pending };
            *self = Self::Begun(begin());
        }
        match self {
            Self::Begun(rendering) => rendering.as_mut().poll(cx),
            Self::New(_) => Poll::Pending,
        }
    }
}

/// A render, of a page or of a part, and what it has written.
pub(super) struct Render {
    /// Dropped before the work, whose destructor may wait for a writer that it has moved elsewhere.
    reader: Reader<Opened>,
    /// Until it has returned.
    work: Foreign<Work>,
    state: State,
    /// Whether something was taken since the last poll.
    has_given: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The future, or a writer that it has moved elsewhere, may write more.
    Open,
    /// Nothing is written any more.
    Closed,
    /// All of it is taken.
    Ended,
}

impl Render {
    pub(super) fn new(work: Work, reader: Reader<Opened>) -> Self {
        Self { reader, work: Foreign::new(work), state: State::Open, has_given: false }
    }

    /// The next frame, if it is plain: bytes, written by loan, whose taking ends nothing and wakes no writer.
    ///
    /// So are most. Only the last may end the body.
    #[inline(always)]
    pub(super) fn plain(&mut self) -> Option<Ready<'_>> {
        self.reader.ready(usize::from(!self.work.is_some()))
    }

    /// The bytes are taken as they come, from now on.
    pub(super) fn come_to_front(&self) {
        self.reader.come_to_front();
    }

    /// Takes the next item.
    pub(super) fn take(&mut self) -> Option<Item> {
        let item = self.reader.take_lent();
        if item.is_none() {
            let item = self.reader.take_outside();
            self.has_given |= item.is_some();
            return item;
        }
        self.has_given = true;
        // A server need not poll it again to know.
        if self.state == State::Open && !self.work.is_some() && self.reader.has_none_lent() {
            self.end_if(self.reader.is_finished());
        }
        item
    }

    /// Lets the render go on.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        self.has_given = false;
        let Some(work) = self.work.get_mut() else { return Ok(()) };
        let outcome = match self.reader.lend(cx, |cx| work.poll(cx)) {
            Ok(Poll::Pending) => return Ok(()),
            Ok(Poll::Ready(outcome)) => outcome,
            Err(payload) => Err(RenderError::panicked(Maker::Render, payload)),
        };
        let dropped = self.work.clear();
        outcome.and(dropped.map_err(|payload| RenderError::panicked(Maker::Render, payload)))
    }

    /// Waits for what the writer does next.
    pub(super) fn wait(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        if self.state != State::Open {
            return Ok(());
        }
        let end = self.reader.wait(cx).filter(|_| !self.work.is_some());
        self.end_if(end == Some(End::Dropped));
        match end {
            Some(End::Panicked) => Err(RenderError::writer_panicked()),
            Some(End::Dropped) | None => Ok(()),
        }
    }

    /// Tells a writer that is elsewhere what was taken since the last [`wait`](Self::wait).
    pub(super) fn settle(&mut self) {
        self.reader.settle();
    }

    pub(super) fn has_lent(&self) -> bool {
        !self.reader.has_none_lent()
    }

    /// Takes no more than what is written already: the render has failed.
    pub(super) fn close(&mut self) {
        if self.state == State::Open {
            self.state = State::Closed;
            self.reader.close();
            self.work.discard();
        }
    }

    /// Whether nothing more comes, of a render that was [closed](Self::close) or has ended.
    pub(super) fn is_over(&mut self) -> bool {
        let is_drained = self.state == State::Closed && self.reader.is_drained();
        self.end_if(is_drained);
        self.state == State::Ended
    }

    fn end_if(&mut self, has_ended: bool) {
        if has_ended {
            self.state = State::Ended;
        }
    }

    /// Whether there is something to do when bytes were taken: the render waits for that, or all of them were
    /// taken, and may have been the last.
    pub(super) fn wants_poll(&self) -> bool {
        self.has_given
            && match self.work.is_some() {
                true => self.reader.is_awaited(),
                false => self.state == State::Open && self.reader.is_drained(),
            }
    }

    /// Whether the body has ended; a server need not poll it again to know.
    pub(super) fn is_end(&self) -> bool {
        self.state == State::Ended
    }

    /// Whether parts were opened since they were taken over.
    #[inline]
    pub(super) fn has_opened(&self) -> bool {
        self.reader.has_opened()
    }

    /// Takes over the parts that were opened since.
    pub(super) fn take_opened(&self) -> Vec<Opened> {
        self.reader.take_opened()
    }
}

impl fmt::Debug for Render {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Render")
            .field("returned", &!self.work.is_some())
            .field("ended", &self.is_end())
            .field("left", &self.reader.left())
            .finish_non_exhaustive()
    }
}
