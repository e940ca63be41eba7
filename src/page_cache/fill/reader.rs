//! A reader of a page that is being sent.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use http_body::SizeHint;

use super::{End, Fill, Polled};

/// A reader of a page that is being sent, for one client.
pub(in crate::page_cache) struct Reader {
    pub(super) fill: Arc<Fill>,
    /// The number of the reader, by which its position and waker are found.
    pub(super) id: usize,
}

impl Reader {
    /// Returns the page that this reader reads.
    pub(in crate::page_cache) fn fill(&self) -> &Arc<Fill> {
        &self.fill
    }

    /// Polls for the next frame, from the record or the body.
    pub(in crate::page_cache) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Polled {
        let mut state = self.fill.state();
        if let Some(ready) = state.next(self.id) {
            return Poll::Ready(ready);
        }
        // Registered under the lock of the state, so that no data can be added before.
        self.fill.wakers.register(self.id, cx.waker());
        drop(state);
        self.fill.poll_source(self.id)
    }

    /// Returns whether this reader has nothing left to read.
    pub(in crate::page_cache) fn is_end_stream(&self) -> bool {
        let state = self.fill.state();
        let len = state.record.len();
        let is_complete = matches!(state.end, Some(End::Complete(None)));
        let position = state.readers.get(&self.id);
        position.is_some_and(|p| p.has_ended || is_complete && p.at == len && !p.is_cut)
    }

    /// Returns the rest of the declared length, if there is one.
    pub(in crate::page_cache) fn size_hint(&self) -> SizeHint {
        let state = self.fill.state();
        let at = state.readers.get(&self.id).map_or(0, |position| position.at);
        let left = self.fill.declared.and_then(|declared| declared.checked_sub(at as u64));
        left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.fill.wakers.forget(self.id);
        self.fill.state().readers.remove(&self.id);
        // The body may have woken this reader alone. Another reader has to poll it now.
        self.fill.wakers.wake_all();
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("declared", &self.fill.declared).finish_non_exhaustive()
    }
}

/// Error returned by a response body that several clients share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SharedRenderError {
    /// The render function failed. At most one client receives its own error.
    Failed,
    /// The client is too far behind the others.
    ///
    /// The page exceeds the memory for it, so data was dropped that this client had not read.
    TooSlow,
}

impl fmt::Display for SharedRenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed => "the render function that this page is shared with has failed",
            Self::TooSlow => {
                "the page exceeds the cache, and other clients have read it too far ahead"
            }
        })
    }
}

impl Error for SharedRenderError {}
