//! A body that somebody else has made, and that is passed on frame by frame.

use std::error::Error;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::error::{Maker, RenderError};
use super::foreign::Foreign;

/// Octets that come first, and then a body.
pub(super) struct Passed {
    state: State,
    body: Foreign<Pin<Box<dyn Frames + Send>>>,
}

/// What is known of the body without asking it: it is somebody's, and asked when it comes and while it is
/// polled.
struct State {
    next: Next,
    /// What it said of its length, and how much of that it has given.
    said: SizeHint,
    given: u64,
}

/// Where the next frame comes from.
enum Next {
    Theirs,
    First(Bytes),
    /// The body has failed.
    Failed(RenderError),
    Ended,
}

type Polled = Poll<Option<Result<Frame<Bytes>, RenderError>>>;

/// A body, whatever its error is.
trait Frames {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>, state: &mut State) -> Polled;
}

impl<B> Frames for B
where
    B: http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>, state: &mut State) -> Polled {
        let mut content = None;
        let mut is_last = false;
        let mut other = Poll::Pending;
        // The call returns nothing. What `catch_unwind` returns is copied in other pieces than it was
        // written in, and a processor waits for that: a chunk takes two fifths more time, although no more
        // instructions.
        let polled = catch_unwind(AssertUnwindSafe(|| match self.as_mut().poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) => {
                    content = Some(data);
                    is_last = self.is_end_stream();
                }
                Err(trailers) => other = Poll::Ready(Some(Ok(trailers))),
            },
            Poll::Ready(Some(Err(error))) => {
                other = Poll::Ready(Some(Err(RenderError::failed(Maker::Body, error))));
            }
            Poll::Ready(None) => other = Poll::Ready(None),
            Poll::Pending => {}
        }));
        if let Err(payload) = polled {
            return state.fail(RenderError::panicked(Maker::Body, payload), cx);
        }
        if let Some(content) = content {
            return state.give(content, is_last, cx);
        }
        match other {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Some(Err(error))) => state.fail(error, cx),
            Poll::Ready(end) => state.end(end, cx),
        }
    }
}

impl State {
    /// The body has given this content.
    #[inline]
    fn give(&mut self, content: Bytes, is_last: bool, cx: &Context<'_>) -> Polled {
        self.given = self.given.saturating_add(content.len() as u64);
        if is_last {
            return self.end(Some(Ok(Frame::data(content))), cx);
        }
        if self.said.exact().is_some_and(|len| len < self.given) {
            return self.fail(RenderError::of_other_length(), cx);
        }
        Poll::Ready(Some(Ok(Frame::data(content))))
    }

    /// The content has ended, with this frame or before it.
    #[cold]
    fn end(
        &mut self,
        frame: Option<Result<Frame<Bytes>, RenderError>>,
        cx: &Context<'_>,
    ) -> Polled {
        if self.said.exact().is_some_and(|len| len != self.given) {
            return self.fail(RenderError::of_other_length(), cx);
        }
        self.next = Next::Ended;
        Poll::Ready(frame)
    }

    /// The failure is taken at the next poll, so that most polls need not look for one.
    #[cold]
    fn fail(&mut self, error: RenderError, cx: &Context<'_>) -> Polled {
        self.next = Next::Failed(error);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Passed {
    pub(super) fn new<B>(first: Bytes, body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let said = body.size_hint();
        let next = match first.is_empty() {
            true if body.is_end_stream() && said.exact().is_none_or(|len| len == 0) => Next::Ended,
            true => Next::Theirs,
            false => Next::First(first),
        };
        let state = State { next, said, given: 0 };
        Self { state, body: Foreign::new(Box::pin(body)) }
    }

    /// Whether the next frame is the body's.
    #[inline]
    pub(super) fn is_theirs(&self) -> bool {
        matches!(self.state.next, Next::Theirs)
    }

    /// The next frame of the body. A failure of it is a body that is not ready.
    #[inline]
    pub(super) fn poll_theirs(&mut self, cx: &mut Context<'_>) -> Polled {
        match self.body.get_mut() {
            Some(body) => body.as_mut().poll(cx, &mut self.state),
            None => Poll::Ready(None),
        }
    }

    pub(super) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Polled {
        if self.is_theirs() { self.poll_theirs(cx) } else { self.poll_ours() }
    }

    /// Inlined never: what it makes on the stack would be made room for by each poll.
    #[cold]
    #[inline(never)]
    fn poll_ours(&mut self) -> Polled {
        let (next, frame) = match mem::replace(&mut self.state.next, Next::Ended) {
            Next::First(octets) => (Next::Theirs, Some(Ok(Frame::data(octets)))),
            Next::Failed(error) => (Next::Ended, Some(Err(error))),
            next => (next, None),
        };
        self.state.next = next;
        Poll::Ready(frame)
    }

    pub(super) fn is_end(&self) -> bool {
        matches!(self.state.next, Next::Ended)
    }

    /// Whether everything was given that was announced: a server need not ask further.
    pub(super) fn is_complete(&self) -> bool {
        let State { next, said, given } = &self.state;
        match next {
            Next::Theirs => said.exact() == Some(*given),
            Next::Ended => true,
            Next::First(_) | Next::Failed(_) => false,
        }
    }

    pub(super) fn size_hint(&self) -> SizeHint {
        let State { next, said, given } = &self.state;
        let first = match next {
            Next::Theirs => 0,
            Next::First(octets) => octets.len() as u64,
            Next::Failed(_) | Next::Ended => return SizeHint::with_exact(0),
        };
        let mut hint = SizeHint::default();
        hint.set_lower(said.lower().saturating_sub(*given).saturating_add(first));
        let upper = said.upper().and_then(|upper| upper.saturating_sub(*given).checked_add(first));
        upper.into_iter().for_each(|upper| hint.set_upper(upper));
        hint
    }
}
