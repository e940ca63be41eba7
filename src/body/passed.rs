//! A body that somebody else has made, and that is passed on frame by frame.

use std::error::Error;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::error::{Maker, RenderError};

/// Octets that come first, and then a body.
pub(super) struct Passed {
    next: Next,
    /// Nobody waits for the lock: it is there because a `Mutex` is `Sync`, and so then is this body.
    body: Mutex<Pin<Box<dyn Frames + Send>>>,
}

/// Where the next frame comes from.
enum Next {
    Theirs,
    First(Bytes),
    /// The body has failed, which is not told yet.
    Failed(RenderError),
    Ended,
}

/// A body, whatever its error is.
trait Frames {
    /// Puts a failure into `next`, and wakes: it is told at the next poll, for the reason that
    /// [`is_turn_due`](super::render::Render::is_turn_due) gives.
    fn poll(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        next: &mut Next,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>>;
    fn is_end(&self) -> bool;
    fn hint(&self) -> SizeHint;
}

impl<B> Frames for B
where
    B: http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    fn poll(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        next: &mut Next,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        let error = match catch_unwind(AssertUnwindSafe(|| self.poll_frame(cx))) {
            // Of a frame of content four words are moved, and not the room that trailers would need.
            Ok(Poll::Ready(Some(Ok(frame)))) => {
                let frame = frame.into_data().map_or_else(|trailers| trailers, Frame::data);
                return Poll::Ready(Some(Ok(frame)));
            }
            Ok(Poll::Ready(None)) => return Poll::Ready(None),
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(Some(Err(error)))) => RenderError::failed(Maker::Body, error),
            Err(payload) => RenderError::panicked(Maker::Body, payload),
        };
        *next = Next::Failed(error);
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn is_end(&self) -> bool {
        self.is_end_stream()
    }

    fn hint(&self) -> SizeHint {
        self.size_hint()
    }
}

impl Passed {
    pub(super) fn new<B>(first: Bytes, body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let next = if first.is_empty() { Next::Theirs } else { Next::First(first) };
        Self { next, body: Mutex::new(Box::pin(body)) }
    }

    #[inline]
    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        if let Next::Theirs = self.next {
            let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
            return body.as_mut().poll(cx, &mut self.next);
        }
        self.poll_ours()
    }

    #[cold]
    fn poll_ours(&mut self) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        let (next, frame) = match mem::replace(&mut self.next, Next::Ended) {
            Next::First(octets) => (Next::Theirs, Some(Ok(Frame::data(octets)))),
            Next::Failed(error) => (Next::Ended, Some(Err(error))),
            next => (next, None),
        };
        self.next = next;
        Poll::Ready(frame)
    }

    pub(super) fn is_end(&self) -> bool {
        match self.next {
            Next::Theirs => self.look(|body| body.is_end()),
            Next::First(_) | Next::Failed(_) => false,
            Next::Ended => true,
        }
    }

    pub(super) fn size_hint(&self) -> SizeHint {
        let mut hint = self.look(|body| body.hint());
        if let Next::First(octets) = &self.next {
            let first = octets.len() as u64;
            let upper = hint.upper().and_then(|upper| upper.checked_add(first));
            let lower = hint.lower().saturating_add(first);
            hint = SizeHint::default();
            hint.set_lower(lower);
            upper.into_iter().for_each(|upper| hint.set_upper(upper));
        }
        hint
    }

    fn look<T>(&self, look: impl FnOnce(&(dyn Frames + Send)) -> T) -> T {
        look(&**self.body.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
