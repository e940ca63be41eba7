//! The outermost page, as a body takes it.

use std::mem;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::Page;
use crate::body::error::RenderError;
use crate::body::pipe::Ready;

/// Frames that come from writers elsewhere or from parts, after which the page has a turn: it may have a
/// deadline to keep, and a writer that is faster than the client always has a frame ready.
const TURN: u8 = 16;

/// A page as a body.
impl Page {
    /// The next frame, if it is of the page itself, and nothing else is to be done for it.
    #[inline(always)]
    pub(in crate::body) fn plain(&mut self) -> Option<Ready<'_>> {
        if self.parts.is_some() || self.failure.is_some() { None } else { self.render.plain() }
    }

    /// The next frame.
    pub(in crate::body) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, RenderError>>> {
        let mut was_polled = false;
        loop {
            if let Some(frame) = self.take_frame() {
                self.taken += 1;
                if self.taken == TURN {
                    self.poll_body(cx);
                }
                return Poll::Ready(Some(Ok(frame)));
            }
            if let Some(error) = self.failure.take() {
                return Poll::Ready(Some(Err(error)));
            }
            if self.is_end() {
                return Poll::Ready(None);
            }
            if mem::replace(&mut was_polled, true) && !self.owes_wait && !self.wants_poll() {
                return Poll::Pending;
            }
            self.poll_body(cx);
        }
    }

    fn take_frame(&mut self) -> Option<Bytes> {
        let own = self.take(self.failure.is_none());
        if own.is_some() || self.failure.is_some() || !self.is_complete() {
            return own;
        }
        self.following.pop_front()
    }

    fn poll_body(&mut self, cx: &mut Context<'_>) {
        self.taken = 0;
        // Nothing goes on after a failure; only what is ready is taken.
        if self.failure.is_none() {
            self.failure = self.poll(cx).err();
        }
    }

    /// Whether the body has ended; a server need not poll it again to know.
    pub(in crate::body) fn is_end(&self) -> bool {
        self.failure.is_none() && self.here.is_none() && self.render.is_end() && self.has_no_parts()
    }
}
