//! A client of a page that is being sent.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use http_body::SizeHint;

use super::{End, Fill, Polled};

/// A client of a page that is being sent.
pub(in crate::page_cache) struct Reader {
    pub(super) fill: Arc<Fill>,
    pub(super) id: usize,
}

impl Reader {
    pub(in crate::page_cache) fn fill(&self) -> &Arc<Fill> {
        &self.fill
    }

    pub(in crate::page_cache) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Polled {
        let mut state = self.fill.state();
        if let Some(ready) = state.next(self.id) {
            return Poll::Ready(ready);
        }
        // While nothing can be added, so that it is not missed.
        self.fill.wakers.register(self.id, cx.waker());
        drop(state);
        self.fill.poll_source(self.id)
    }

    pub(in crate::page_cache) fn is_end_stream(&self) -> bool {
        let state = self.fill.state();
        let len = state.record.len();
        let is_complete = matches!(state.end, Some(End::Complete(None)));
        let position = state.readers.get(&self.id);
        position.is_some_and(|p| p.has_ended || is_complete && p.at == len && !p.is_cut)
    }

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
        // What this one would have been woken for.
        self.fill.wakers.wake_all();
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("declared", &self.fill.declared).finish_non_exhaustive()
    }
}

/// Error with which the body of a page ends that was rendered for several clients at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SharedRenderError {
    /// The render function has failed; the client that it was polled for has its error.
    Failed,
    /// The page is too large for the cache, and this client is too far behind the others.
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
