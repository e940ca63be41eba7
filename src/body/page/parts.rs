//! The parts of a page, rendered concurrently with it.
//!
//! Each part is a [`Page`] of its own, and is polled when it was woken, concurrently with the other
//! parts. There are two kinds:
//!
//! * An *inline part* has its content at the position where it was opened. The page takes the bytes
//!   of the part when that position is reached. Until then, they wait in the pipe of the part, and
//!   so does its writer.
//! * A *deferred part* has its content after the page. It is collected until it is complete.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::{fmt, mem};

use bytes::Bytes;

use super::Page;
use crate::body::error::RenderError;
use crate::body::limits::POLLS_PER_PART_TURN;
use crate::body::pipe::{ChildId, ChildPermit, ChildWaker, ReadyQueue};

/// A part that was opened, on its way to the page that polls it.
pub(crate) struct Opened {
    pub(super) page: Box<Page>,
    pub(super) place: Place,
}

/// The position of the content of a part.
pub(super) enum Place {
    /// Inline, at a placeholder of the page. The part holds a seat.
    Here(ChildPermit),
    /// Deferred, between these two pieces of markup.
    After(Bytes, Bytes),
}

/// A part that is not finished.
struct Part {
    page: Box<Page>,
    waker: Arc<ChildWaker>,
    kind: Kind,
}

/// The kind of a part, with its state.
enum Kind {
    /// Inline. The seat is returned once the content was taken. Boundaries of the part may still be
    /// open then.
    Here(Option<ChildPermit>),
    /// Deferred, with the content collected so far. `None` once that was moved to the end of the
    /// page.
    After(Option<Collected>),
}

/// The content of a deferred part, and the markup before and after it.
struct Collected {
    before: Bytes,
    after: Bytes,
    content: Vec<Bytes>,
}

/// The parts of a page or part that are not finished.
#[derive(Default)]
pub(super) struct Parts {
    /// The parts by id.
    list: Vec<Option<Part>>,
    /// The ids that can be reused.
    free: Vec<ChildId>,
    /// The inline parts whose placeholders were not taken yet, in order.
    rooms: VecDeque<ChildId>,
    ready: Arc<ReadyQueue>,
    /// Whether a part was queued because bytes were taken from it.
    has_queued: bool,
}

impl Parts {
    /// Adds a part, to be polled from now on.
    pub(super) fn adopt(&mut self, Opened { mut page, place }: Opened) {
        let id = self.free.pop().unwrap_or(self.list.len());
        let waker = Arc::new(ChildWaker::new(id, Arc::clone(&self.ready)));
        let kind = match place {
            Place::Here(seat) => {
                self.rooms.push_back(id);
                Kind::Here(Some(seat))
            }
            Place::After(before, after) => {
                page.come_to_front();
                Kind::After(Some(Collected { before, after, content: Vec::new() }))
            }
        };
        let part = Some(Part { page, waker, kind });
        match self.list.get_mut(id) {
            Some(slot) => *slot = part,
            None => self.list.push(part),
        }
    }

    /// Returns `true` if all parts are finished.
    pub(super) fn is_empty(&self) -> bool {
        self.list.len() == self.free.len()
    }

    /// Returns the part that the next placeholder belongs to.
    ///
    /// The order of the placeholders is the order in which their parts were opened.
    pub(super) fn next_room(&mut self) -> Option<ChildId> {
        self.rooms.pop_front()
    }

    /// Takes the next bytes of an inline part whose placeholder was taken.
    ///
    /// When the part is complete, its seat is returned.
    pub(super) fn take(&mut self, id: ChildId, past_failures: bool) -> Taken {
        let Some(part) = self.list.get_mut(id).and_then(Option::as_mut) else {
            return Taken::Passed;
        };
        part.page.come_to_front();
        let taken = part.page.take(past_failures);
        part.page.settle();
        if part.page.wants_poll() {
            self.has_queued |= part.waker.enqueue();
        }
        if let Some(bytes) = taken {
            return Taken::Bytes(bytes);
        }
        if !part.page.is_complete() || part.page.has_failed && !past_failures {
            return Taken::Nothing;
        }
        if let Kind::Here(seat) = &mut part.kind {
            *seat = None;
        }
        self.remove_if_finished(id);
        Taken::Passed
    }

    /// Returns `true` if a part was queued because bytes were taken from it.
    pub(super) fn has_queued(&self) -> bool {
        self.has_queued
    }

    /// Polls the parts that were woken. Returns the first failure without a recovery.
    ///
    /// The content of completed deferred parts is moved to `following`.
    pub(super) fn poll(
        &mut self,
        following: &mut VecDeque<Bytes>,
        cx: &Context<'_>,
    ) -> Result<(), RenderError> {
        let mut outcome = Ok(());
        self.has_queued = false;
        for id in self.ready.take(cx.waker().clone()) {
            let Some(part) = self.list.get_mut(id).and_then(Option::as_mut) else { continue };
            part.waker.mark_taken();
            // The first failure counts.
            outcome = outcome.and(part.poll(following));
            if part.page.has_failed && matches!(part.kind, Kind::After(Some(_))) {
                // Unless the body ends, a recovery replaces a node around this part. The fallback
                // of this part stays.
                part.kind = Kind::After(None);
                part.page.abandon();
            }
            self.remove_if_finished(id);
        }
        outcome
    }

    /// Removes a finished part.
    fn remove_if_finished(&mut self, id: ChildId) {
        if let Some(slot) = self.list.get_mut(id) {
            if slot.take_if(|part| part.is_finished()).is_some() {
                self.free.push(id);
            }
        }
        if self.is_empty() {
            // The memory of many concurrent parts is freed before the page ends.
            self.list.clear();
            self.list.shrink_to(16);
            self.free.clear();
            self.free.shrink_to(16);
            self.rooms.shrink_to(16);
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
    Passed,
}

impl Part {
    /// Polls the part, and moves what is complete to `following`.
    fn poll(&mut self, following: &mut VecDeque<Bytes>) -> Result<(), RenderError> {
        let waker = Waker::from(Arc::clone(&self.waker));
        let mut cx = Context::from_waker(&waker);
        let outcome = match &mut self.kind {
            Kind::Here(_) | Kind::After(None) => self.page.poll(&mut cx),
            Kind::After(Some(collected)) => {
                let outcome = collect(&mut self.page, &mut collected.content, &self.waker, &mut cx);
                if outcome.is_ok() && self.page.is_complete() {
                    if let Kind::After(Some(collected)) =
                        mem::replace(&mut self.kind, Kind::After(None))
                    {
                        following.push_back(collected.before);
                        following.extend(collected.content);
                        following.push_back(collected.after);
                    }
                }
                outcome
            }
        };
        if !matches!(self.kind, Kind::After(Some(_))) {
            following.append(self.page.following());
        }
        outcome
    }

    /// Returns `true` if the content was taken and all inner parts are finished.
    fn is_finished(&self) -> bool {
        let is_taken = match &self.kind {
            Kind::Here(seat) => seat.is_none(),
            Kind::After(collected) => collected.is_none(),
        };
        is_taken && self.page.has_no_parts()
    }
}

/// Polls a deferred part, and collects its content, until it waits.
fn collect(
    page: &mut Page,
    content: &mut Vec<Bytes>,
    part: &ChildWaker,
    cx: &mut Context<'_>,
) -> Result<(), RenderError> {
    for _ in 0..POLLS_PER_PART_TURN {
        page.poll(cx)?;
        if page.has_started_over() {
            content.clear();
            continue;
        }
        content.extend(std::iter::from_fn(|| page.take(true)));
        page.settle();
        if !page.wants_poll() {
            return Ok(());
        }
    }
    part.enqueue();
    cx.waker().wake_by_ref();
    Ok(())
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.list.len() - self.free.len();
        f.debug_struct("Parts").field("left", &left).finish_non_exhaustive()
    }
}
