//! When a server is told that a body has failed.

use std::task::{Context, Poll};

use super::error::RenderError;

/// Turns that a server has before it is told.
const TURNS: u8 = 8;

/// A failure of a body, which its server is told of after it had its turns.
#[derive(Debug)]
pub(super) struct Failure {
    error: Option<RenderError>,
    turns: u8,
}

impl Failure {
    pub(super) fn new(error: RenderError) -> Self {
        Self { error: Some(error), turns: 0 }
    }

    /// Whether the server was told.
    pub(super) fn is_told(&self) -> bool {
        self.error.is_none()
    }

    /// The failure, once; `None` after it.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<RenderError>> {
        if self.error.is_some() && self.turns < TURNS {
            self.turns += 1;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.error.take())
    }
}
