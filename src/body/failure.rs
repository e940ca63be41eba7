//! When a server is told that a body has failed.
//!
//! A server that meets an error drops what it has not sent yet: hyper drops its buffer over HTTP/1.1, and the
//! frames of the stream over HTTP/2. The head with its cookies may be among that, however long ago it left the
//! handler. So a body that has failed is not ready at first, until the server has flushed.
//!
//! * Over HTTP/1.1 a server flushes when the body is not ready, in the same turn. A layer between the two may
//!   use that turn up: an encoder flushes itself instead, and asks again. So there are [several](TURNS).
//! * Over HTTP/2 another task flushes, perhaps on another thread, and no body can know when it has. It takes
//!   time, and a body knows no runtime whose timer it could use: an [`Alarm`] wakes it.

mod alarm;

use std::task::{Context, Poll, ready};

use super::error::RenderError;
use alarm::Alarm;

/// Turns of the server and of the layers around a body before the server is told.
const TURNS: u8 = 4;

/// Polls after which it is told although the time has not passed: what polls without being woken does not wait.
const MOST_POLLS: u8 = 9;

/// A failure of a body, of which its server is told when it has flushed.
#[derive(Debug)]
pub(super) struct Failure {
    error: Option<RenderError>,
    polls: u8,
    alarm: Alarm,
}

impl Failure {
    pub(super) fn new(error: RenderError) -> Self {
        Self { error: Some(error), polls: 0, alarm: Alarm::default() }
    }

    /// Whether the server was told.
    pub(super) fn is_told(&self) -> bool {
        self.error.is_none()
    }

    /// The failure, once; `None` after it.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<RenderError>> {
        if self.error.is_none() {
            return Poll::Ready(None);
        }
        self.polls += 1;
        if self.polls <= TURNS {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.polls <= MOST_POLLS {
            ready!(self.alarm.poll(cx));
        }
        Poll::Ready(self.error.take())
    }
}
