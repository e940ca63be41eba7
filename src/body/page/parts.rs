//! The parts of a page, rendered concurrently with it.
//!
//! Each part is polled when it was woken, concurrently with the other parts. The page takes the
//! bytes of an inline part when it reaches the placeholder of the part.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::task::Context;

use bytes::Bytes;

use super::part::{Collected, NewPart, Part, PartState, Placement};
use crate::body::error::RenderError;
use crate::body::pipe::{ChildId, ChildWaker, ReadyQueue};

/// The parts of a page or part that are not finished.
#[derive(Default)]
pub(super) struct Parts {
    /// The parts by id.
    list: Vec<Option<Part>>,
    /// The ids that can be reused.
    free_ids: Vec<ChildId>,
    /// The inline parts whose placeholders were not taken yet, in order.
    inline_slots: VecDeque<ChildId>,
    ready: Arc<ReadyQueue>,
    /// Whether a part was queued because bytes were taken from it.
    has_queued: bool,
}

impl Parts {
    /// Adds a part, to be polled from now on.
    pub(super) fn add(&mut self, NewPart { mut page, placement }: NewPart) {
        let id = self.free_ids.pop().unwrap_or(self.list.len());
        let waker = Arc::new(ChildWaker::new(id, Arc::clone(&self.ready)));
        let state = match placement {
            Placement::Inline(permit) => {
                self.inline_slots.push_back(id);
                PartState::Inline(Some(permit))
            }
            Placement::Deferred(before, after) => {
                page.move_to_front();
                PartState::Deferred(Some(Collected { before, after, content: Vec::new() }))
            }
        };
        let part = Some(Part { page, waker, state });
        match self.list.get_mut(id) {
            Some(slot) => *slot = part,
            None => self.list.push(part),
        }
    }

    /// Returns `true` if all parts are finished.
    pub(super) fn is_empty(&self) -> bool {
        self.list.len() == self.free_ids.len()
    }

    /// Returns the part that the next placeholder belongs to.
    ///
    /// The order of the placeholders is the order in which their parts were opened.
    pub(super) fn next_inline(&mut self) -> Option<ChildId> {
        self.inline_slots.pop_front()
    }

    /// Takes the next bytes of an inline part whose placeholder was taken.
    ///
    /// When the part is complete, its permit is returned.
    pub(super) fn take(&mut self, id: ChildId, past_failures: bool) -> Taken {
        let Some(part) = self.list.get_mut(id).and_then(Option::as_mut) else {
            return Taken::Done;
        };
        part.page.move_to_front();
        let taken = part.page.take(past_failures);
        part.page.report_taken();
        if part.page.wants_poll() {
            self.has_queued |= part.waker.enqueue();
        }
        if let Some(bytes) = taken {
            return Taken::Bytes(bytes);
        }
        if !part.page.is_complete() || part.page.has_failed && !past_failures {
            return Taken::Nothing;
        }
        if let PartState::Inline(permit) = &mut part.state {
            *permit = None;
        }
        self.remove_if_finished(id);
        Taken::Done
    }

    /// Returns `true` if a part was queued because bytes were taken from it.
    pub(super) fn has_queued(&self) -> bool {
        self.has_queued
    }

    /// Polls the parts that were woken. Returns the first failure without a recovery.
    ///
    /// The content of completed deferred parts is moved to `deferred_content`.
    pub(super) fn poll(
        &mut self,
        deferred_content: &mut VecDeque<Bytes>,
        cx: &Context<'_>,
    ) -> Result<(), RenderError> {
        let mut outcome = Ok(());
        self.has_queued = false;
        for id in self.ready.take(cx.waker().clone()) {
            let Some(part) = self.list.get_mut(id).and_then(Option::as_mut) else { continue };
            part.waker.mark_taken();
            // The first failure counts.
            outcome = outcome.and(part.poll(deferred_content));
            if part.page.has_failed && matches!(part.state, PartState::Deferred(Some(_))) {
                // Unless the body ends, a recovery replaces a node around this part. The fallback
                // of this part stays.
                part.state = PartState::Deferred(None);
                part.page.discard_parts();
            }
            self.remove_if_finished(id);
        }
        outcome
    }

    /// Removes a finished part.
    fn remove_if_finished(&mut self, id: ChildId) {
        if let Some(slot) = self.list.get_mut(id) {
            if slot.take_if(|part| part.is_finished()).is_some() {
                self.free_ids.push(id);
            }
        }
        if self.is_empty() {
            // The memory of many concurrent parts is freed before the page ends.
            self.list.clear();
            self.list.shrink_to(16);
            self.free_ids.clear();
            self.free_ids.shrink_to(16);
            self.inline_slots.shrink_to(16);
        }
    }
}

/// The result of taking bytes from an inline part.
pub(super) enum Taken {
    /// The next bytes.
    Bytes(Bytes),
    /// Nothing is available, and the part is not complete.
    Nothing,
    /// The part is complete, and all of it was taken.
    Done,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unfinished = self.list.len() - self.free_ids.len();
        f.debug_struct("Parts").field("unfinished", &unfinished).finish_non_exhaustive()
    }
}
