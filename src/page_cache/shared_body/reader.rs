//! A reader of a shared body.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use http_body::SizeHint;

use super::super::nesting::Wait;
use super::state::End;
use super::{Polled, SharedBody};
use crate::cache_permission::Ticket;

/// A reader of a shared body, for one client.
pub(in crate::page_cache) struct Reader {
    pub(super) body: Arc<SharedBody>,
    /// The number of the reader, by which its position and waker are found.
    pub(super) id: usize,
    /// The wait of the request for the page.
    pub(super) _wait: Option<Wait>,
    /// The ticket of a page that may include this one.
    ///
    /// The first reader has none, because its request has a child of that ticket.
    pub(super) outer: Option<Ticket>,
}

impl Reader {
    /// Returns the body that this reader reads.
    pub(in crate::page_cache) fn body(&self) -> &Arc<SharedBody> {
        &self.body
    }

    /// Polls for the next frame, from the recorded content or the body.
    pub(in crate::page_cache) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Polled {
        let polled = self.poll_next(cx);
        if polled.is_ready() && self.outer.is_some() && self.body.state().ticket.is_void() {
            self.outer.take().iter().for_each(Ticket::void);
        }
        polled
    }

    fn poll_next(&self, cx: &mut Context<'_>) -> Polled {
        let mut state = self.body.state();
        if let Some(ready) = state.next(self.id) {
            return Poll::Ready(ready);
        }
        // Registered under the lock of the state, so that no data can be added before.
        self.body.wakers.register(self.id, cx.waker());
        drop(state);
        self.body.poll_source(self.id)
    }

    /// Returns whether the page may become a cached page.
    pub(in crate::page_cache) fn may_be_stored(&self) -> bool {
        self.body.state().recorder.may_be_stored()
    }

    /// Returns whether this reader has nothing left to read.
    pub(in crate::page_cache) fn is_end_stream(&self) -> bool {
        let state = self.body.state();
        let len = state.recorder.len();
        let is_complete = matches!(state.end, Some(End::Complete(None)));
        let position = state.readers.get(&self.id);
        position.is_some_and(|p| p.has_ended || is_complete && p.at == len && !p.is_cut)
    }

    /// Returns the rest of the declared length, if there is one.
    pub(in crate::page_cache) fn size_hint(&self) -> SizeHint {
        let state = self.body.state();
        let at = state.readers.get(&self.id).map_or(0, |position| position.at);
        let left = self.body.declared.and_then(|declared| declared.checked_sub(at as u64));
        left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.body.wakers.forget(self.id);
        self.body.state().readers.remove(&self.id);
        // The body may have woken this reader alone. Another reader has to poll it now.
        self.body.wakers.wake_all();
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("declared", &self.body.declared).finish_non_exhaustive()
    }
}
