//! The outermost page, which a body polls.

use std::mem;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::Page;
use crate::body::error::RenderError;
use crate::body::limits::FRAMES_PER_PAGE_POLL;
use crate::body::pipe::ReadyFrame;

/// The operations of a body on its outermost page.
impl Page {
    /// Returns the next frame on the fast path.
    ///
    /// The fast path is taken if the frame is one of the page itself, and nothing else is to be
    /// done for it.
    #[inline(always)]
    pub(in crate::body) fn ready_frame(&mut self) -> Option<ReadyFrame<'_>> {
        if self.parts.is_some() || self.failure.is_some() {
            None
        } else {
            self.render.ready_frame()
        }
    }

    /// Polls for the next frame.
    pub(in crate::body) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, RenderError>>> {
        let mut was_polled = false;
        loop {
            if let Some(frame) = self.take_frame() {
                self.frames_since_poll += 1;
                if self.frames_since_poll == FRAMES_PER_PAGE_POLL {
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
            if mem::replace(&mut was_polled, true) && !self.must_wait && !self.wants_poll() {
                return Poll::Pending;
            }
            self.poll_body(cx);
        }
    }

    /// Takes the next frame of the page, and then of what follows it.
    fn take_frame(&mut self) -> Option<Bytes> {
        let own = self.take(self.failure.is_none());
        if own.is_some() || self.failure.is_some() || !self.is_complete() {
            return own;
        }
        self.deferred_content.pop_front()
    }

    /// Polls the page, unless it has failed.
    fn poll_body(&mut self, cx: &mut Context<'_>) {
        self.frames_since_poll = 0;
        // After a failure, nothing is polled. Only what is ready is taken.
        if self.failure.is_none() {
            self.failure = self.poll(cx).err();
        }
    }

    /// Returns `true` if the body has ended. A server then need not poll again to find out.
    pub(in crate::body) fn is_end(&self) -> bool {
        self.failure.is_none()
            && self.current_inline.is_none()
            && self.render.is_end()
            && self.has_no_parts()
    }
}
