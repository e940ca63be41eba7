//! The delay between a failure of a body and its report to the server.
//!
//! A server that receives an error from a body drops everything that it has not sent yet: hyper
//! drops its buffer on HTTP/1.1, and the frames of the stream on HTTP/2. The head and its cookies
//! may be among the dropped data, however long ago the handler returned them. A failed body
//! therefore first reports that it is not ready, until the server has flushed.
//!
//! * On HTTP/1.1, the server flushes in the same turn if the body is not ready. A layer between
//!   server and body may use up that turn: an encoder flushes itself instead, and polls again. So
//!   the body waits for [several turns](FLUSH_POLLS).
//! * On HTTP/2, another task flushes, perhaps on another thread, and the body cannot observe the
//!   flush. It can only wait for some time. A body does not depend on a runtime whose timer it
//!   could use, so a [`Timer`] wakes it.

mod timer;

use std::task::{Context, Poll, ready};

use super::error::RenderError;
use super::limits::{FLUSH_POLLS, MAX_PENDING_POLLS};
use timer::Timer;

/// A failure of a body, reported after the server had time to flush.
#[derive(Debug)]
pub(super) struct Failure {
    error: Option<RenderError>,
    polls: u8,
    timer: Timer,
}

impl Failure {
    pub(super) fn new(error: RenderError) -> Self {
        Self { error: Some(error), polls: 0, timer: Timer::default() }
    }

    /// Returns the failure until it is reported to the server.
    pub(super) fn error(&self) -> Option<&RenderError> {
        self.error.as_ref()
    }

    /// Returns `true` if the failure was reported to the server.
    pub(super) fn is_reported(&self) -> bool {
        self.error.is_none()
    }

    /// Returns the failure once, after the delay, and `None` after that.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<RenderError>> {
        if self.error.is_none() {
            return Poll::Ready(None);
        }
        self.polls += 1;
        if self.polls <= FLUSH_POLLS {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.polls <= MAX_PENDING_POLLS {
            ready!(self.timer.poll(cx));
        }
        Poll::Ready(self.error.take())
    }
}
