//! A render: a future, and the pipe that it writes to.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::part::NewPart;
use crate::body::error::{ErrorSource, RenderError};
use crate::body::output::{RenderOutput, render_result};
use crate::body::pipe::{Item, Reader, ReadyFrame, WriterEnd};
use crate::body::user_value::UserValue;

/// The boxed future of a render function.
///
/// Boxed, so that the code that polls it is compiled once, and not for each page of a program.
pub(crate) type RenderFuture = Pin<Box<dyn ErasedRender + Send>>;

/// The boxed closure that creates the render future, at the first poll.
pub(crate) type StartRender = Box<dyn FnOnce() -> RenderFuture + Send>;

/// A future with any output that a render function may return.
pub(crate) trait ErasedRender {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), RenderError>>;
}

impl<F: Future<Output: RenderOutput>> ErasedRender for F {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), RenderError>> {
        Future::poll(self, cx).map(render_result)
    }
}

/// A render function, before and after its first poll.
///
/// The closure of a part is dropped once it has returned the future. A future that held both would
/// be larger by the size of a page, and there may be many parts.
pub(crate) enum LazyRender {
    /// The closure, before the first poll. `None` if it has panicked.
    New(Option<StartRender>),
    /// The future.
    Started(RenderFuture),
}

impl LazyRender {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), RenderError>> {
        if let Self::New(start) = self {
            // The closure has panicked, so it is not polled again.
            let Some(start) = start.take() else { return Poll::Pending };
            *self = Self::Started(start());
        }
        match self {
            Self::Started(future) => future.as_mut().poll(cx),
            Self::New(_) => Poll::Pending,
        }
    }
}

/// The render of a page or part, with the bytes that it has written.
pub(super) struct RenderTask {
    /// The pipe. Dropped before `render`, whose destructor may wait for a writer in another task.
    reader: Reader<NewPart>,
    /// The render function, until it has returned.
    render: UserValue<LazyRender>,
    state: State,
    /// Whether something was taken since the last poll.
    has_yielded: bool,
}

/// The state of the pipe.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The future, or its writer in another task, may write more.
    Open,
    /// Nothing more is written.
    Closed,
    /// Everything was taken.
    Ended,
}

impl RenderTask {
    /// Creates a render that has not been polled.
    pub(super) fn new(render: LazyRender, reader: Reader<NewPart>) -> Self {
        Self { reader, render: UserValue::new(render), state: State::Open, has_yielded: false }
    }

    /// Returns the next frame on the fast path.
    ///
    /// The fast path is taken if the frame is in the local buffer, and taking it neither ends the
    /// body nor wakes a writer. Most frames are like that: only the last one may end the body.
    #[inline(always)]
    pub(super) fn ready_frame(&mut self) -> Option<ReadyFrame<'_>> {
        self.reader.ready_frame(usize::from(!self.render.is_some()))
    }

    /// Moves the render to the front: from now on, its bytes are taken as they are written.
    pub(super) fn move_to_front(&self) {
        self.reader.move_to_front();
    }

    /// Takes the next item.
    pub(super) fn take(&mut self) -> Option<Item> {
        let item = self.reader.take_local();
        if item.is_none() {
            let item = self.reader.take_remote();
            self.has_yielded |= item.is_some();
            return item;
        }
        self.has_yielded = true;
        // Checks for the end here, so that a server need not poll again to find out.
        if self.state == State::Open && !self.render.is_some() && self.reader.is_local_empty() {
            self.end_if(self.reader.is_finished());
        }
        item
    }

    /// Polls the render future.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        self.has_yielded = false;
        let Some(render) = self.render.get_mut() else { return Ok(()) };
        let outcome = match self.reader.enter(cx, |cx| render.poll(cx)) {
            Ok(Poll::Pending) => return Ok(()),
            Ok(Poll::Ready(outcome)) => outcome,
            Err(payload) => Err(RenderError::panicked(ErrorSource::Render, payload)),
        };
        let dropped = self.render.clear();
        outcome.and(dropped.map_err(|payload| RenderError::panicked(ErrorSource::Render, payload)))
    }

    /// Waits for the next action of the writer.
    pub(super) fn wait(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        if self.state != State::Open {
            return Ok(());
        }
        let end = self.reader.wait(cx).filter(|_| !self.render.is_some());
        self.end_if(end == Some(WriterEnd::Dropped));
        match end {
            Some(WriterEnd::Panicked) => Err(RenderError::writer_panicked()),
            Some(WriterEnd::Dropped) | None => Ok(()),
        }
    }

    /// Reports to a remote writer what was taken since the last [`wait`](Self::wait).
    pub(super) fn report_taken(&mut self) {
        self.reader.report_taken();
    }

    /// Returns `true` if the local buffer has items.
    pub(super) fn has_local_items(&self) -> bool {
        !self.reader.is_local_empty()
    }

    /// Closes the render after a failure. What was written can still be taken.
    pub(super) fn close(&mut self) {
        if self.state == State::Open {
            self.state = State::Closed;
            self.reader.close();
            self.render.discard();
        }
    }

    /// Returns `true` if nothing more comes from a render that was [closed](Self::close) or has
    /// ended.
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

    /// Returns `true` if a poll is due because bytes were taken.
    ///
    /// Either the render function waits for that, or all bytes were taken and may have been the
    /// last ones.
    pub(super) fn wants_poll(&self) -> bool {
        self.has_yielded
            && match self.render.is_some() {
                true => self.reader.is_awaited(),
                false => self.state == State::Open && self.reader.is_drained(),
            }
    }

    /// Returns `true` if the render has ended. A server then need not poll again to find out.
    pub(super) fn is_end(&self) -> bool {
        self.state == State::Ended
    }

    /// Returns `true` if parts were opened since the last [`take_new_parts`](Self::take_new_parts).
    #[inline]
    pub(super) fn has_new_parts(&self) -> bool {
        self.reader.has_new_children()
    }

    /// Takes over the parts that were opened since the last call.
    pub(super) fn take_new_parts(&self) -> Vec<NewPart> {
        self.reader.take_new_children()
    }
}

impl fmt::Debug for RenderTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenderTask")
            .field("returned", &!self.render.is_some())
            .field("ended", &self.is_end())
            .field("buffered_len", &self.reader.local_len())
            .finish_non_exhaustive()
    }
}
