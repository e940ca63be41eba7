//! A part of a page, from the writer that opens it to its end.
//!
//! Each part is a [`Page`] of its own. There are two kinds:
//!
//! * An *inline part* has its content at the position where it was opened. The page takes the bytes
//!   of the part when that position is reached. Until then, they wait in the pipe of the part, and
//!   so does its writer.
//! * A *deferred part* has its content after the page. It is collected until it is complete.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::task::{Context, Waker};

use bytes::Bytes;

use super::Page;
use crate::body::error::RenderError;
use crate::body::limits::POLLS_PER_PART_TURN;
use crate::body::pipe::{ChildPermit, ChildWaker};

/// A part that was opened, on its way to the page that polls it.
pub(crate) struct NewPart {
    pub(super) page: Box<Page>,
    pub(super) placement: Placement,
}

/// The position of the content of a part.
pub(super) enum Placement {
    /// Inline, at a placeholder of the page. The part holds a permit.
    Inline(ChildPermit),
    /// Deferred, between these two pieces of markup.
    Deferred(Bytes, Bytes),
}

/// A part that is not finished.
pub(super) struct Part {
    pub(super) page: Box<Page>,
    pub(super) waker: Arc<ChildWaker>,
    pub(super) state: PartState,
}

/// The kind of a part, with its state.
pub(super) enum PartState {
    /// Inline. The permit is returned once the content was taken. Boundaries of the part may still
    /// be open then.
    Inline(Option<ChildPermit>),
    /// Deferred, with the content collected so far. `None` once that was moved to the end of the
    /// page.
    Deferred(Option<Collected>),
}

/// The content of a deferred part, and the markup before and after it.
pub(super) struct Collected {
    pub(super) before: Bytes,
    pub(super) after: Bytes,
    pub(super) content: Vec<Bytes>,
}

impl Part {
    /// Polls the part, and moves what is complete to `deferred_content`.
    pub(super) fn poll(
        &mut self,
        deferred_content: &mut VecDeque<Bytes>,
    ) -> Result<(), RenderError> {
        let waker = Waker::from(Arc::clone(&self.waker));
        let mut cx = Context::from_waker(&waker);
        let outcome = match &mut self.state {
            PartState::Inline(_) | PartState::Deferred(None) => self.page.poll(&mut cx),
            PartState::Deferred(Some(collected)) => {
                let outcome = collect(&mut self.page, &mut collected.content, &self.waker, &mut cx);
                if outcome.is_ok() && self.page.is_complete() {
                    if let PartState::Deferred(Some(collected)) =
                        mem::replace(&mut self.state, PartState::Deferred(None))
                    {
                        deferred_content.push_back(collected.before);
                        deferred_content.extend(collected.content);
                        deferred_content.push_back(collected.after);
                    }
                }
                outcome
            }
        };
        if !matches!(self.state, PartState::Deferred(Some(_))) {
            deferred_content.append(&mut self.page.deferred_content);
        }
        outcome
    }

    /// Returns `true` if the content was taken and all inner parts are finished.
    pub(super) fn is_finished(&self) -> bool {
        let is_taken = match &self.state {
            PartState::Inline(permit) => permit.is_none(),
            PartState::Deferred(collected) => collected.is_none(),
        };
        is_taken && self.page.has_no_parts()
    }
}

/// Polls a deferred part, and collects its content, until it waits.
fn collect(
    page: &mut Page,
    content: &mut Vec<Bytes>,
    waker: &ChildWaker,
    cx: &mut Context<'_>,
) -> Result<(), RenderError> {
    for _ in 0..POLLS_PER_PART_TURN {
        page.poll(cx)?;
        if page.take_started_over() {
            content.clear();
            continue;
        }
        content.extend(std::iter::from_fn(|| page.take(true)));
        page.report_taken();
        if !page.wants_poll() {
            return Ok(());
        }
    }
    waker.enqueue();
    cx.waker().wake_by_ref();
    Ok(())
}
