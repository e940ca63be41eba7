//! The parts of a page, which are rendered at the same time as the page and as each other.
//!
//! Each is a [`Page`] of its own, polled when it was woken. Of a part that stands in the page, the page takes
//! the bytes when its place has come; until then they wait in its pipe, and its writer with them. A part that
//! follows the page is collected until it is complete.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::{fmt, mem};

use bytes::Bytes;

use super::Page;
use crate::body::error::RenderError;
use crate::body::pipe::{self, Id, Seat, Wakers};

/// Turns of a part that follows the page at one poll, after which others have theirs.
const TURNS: usize = 16;

/// A part that was opened, on its way to the page that polls it.
pub(crate) struct Opened {
    pub(super) page: Box<Page>,
    pub(super) place: Place,
}

/// Where the content of a part goes.
pub(super) enum Place {
    /// Where the page has left room for it.
    Here(Seat),
    /// After the page, between these two.
    After(Bytes, Bytes),
}

struct Part {
    page: Box<Page>,
    waker: Arc<pipe::Waker>,
    kind: Kind,
}

enum Kind {
    /// It has a seat until its content was taken. The boundaries that it has opened may not be finished then.
    Here(Option<Seat>),
    /// The content that was collected so far; none once it was moved to the end of the page.
    After(Option<Collected>),
}

struct Collected {
    before: Bytes,
    after: Bytes,
    content: Vec<Bytes>,
}

/// The parts of a page, or of a part, that are not finished.
#[derive(Default)]
pub(super) struct Parts {
    /// By id.
    list: Vec<Option<Part>>,
    free: Vec<Id>,
    /// The parts whose rooms have not come, in the order of their rooms.
    rooms: VecDeque<Id>,
    wakers: Arc<Wakers>,
    has_queued: bool,
}

impl Parts {
    /// Polls a part from now on.
    pub(super) fn adopt(&mut self, Opened { mut page, place }: Opened) {
        let id = self.free.pop().unwrap_or(self.list.len());
        let waker = Arc::new(pipe::Waker::new(id, Arc::clone(&self.wakers)));
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

    pub(super) fn is_empty(&self) -> bool {
        self.list.len() == self.free.len()
    }

    /// The part whose room has come: rooms come in the order in which their parts were opened.
    pub(super) fn next_room(&mut self) -> Option<Id> {
        self.rooms.pop_front()
    }

    /// Takes the next bytes of the part whose room has come, or passes it when it is complete.
    pub(super) fn take(&mut self, id: Id, past_failures: bool) -> Taken {
        let Some(part) = self.list.get_mut(id).and_then(Option::as_mut) else {
            return Taken::Passed;
        };
        part.page.come_to_front();
        let taken = part.page.take(past_failures);
        part.page.settle();
        if part.page.wants_poll() {
            self.has_queued |= part.waker.queue();
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

    /// Whether a part has something to do because of what was taken from it.
    pub(super) fn has_queued(&self) -> bool {
        self.has_queued
    }

    /// Polls the parts that were woken, and moves what is complete to what follows the page. Returns the first
    /// failure of a part in whose place nothing is rendered.
    pub(super) fn poll(
        &mut self,
        following: &mut VecDeque<Bytes>,
        cx: &Context<'_>,
    ) -> Result<(), RenderError> {
        let mut outcome = Ok(());
        self.has_queued = false;
        for id in self.wakers.take(cx.waker().clone()) {
            let Some(part) = self.list.get_mut(id).and_then(Option::as_mut) else { continue };
            part.waker.begin_turn();
            // The first failure counts.
            outcome = outcome.and(part.poll(following));
            if part.page.has_failed && matches!(part.kind, Kind::After(Some(_))) {
                // Something is rendered in the place of what is around it. The fallback stays.
                part.kind = Kind::After(None);
                part.page.abandon();
            }
            self.remove_if_finished(id);
        }
        outcome
    }

    fn remove_if_finished(&mut self, id: Id) {
        if let Some(slot) = self.list.get_mut(id) {
            if slot.take_if(|part| part.is_finished()).is_some() {
                self.free.push(id);
            }
        }
        if self.is_empty() {
            // Many parts at once are not paid for until the page ends.
            self.list.clear();
            self.list.shrink_to(16);
            self.free.clear();
            self.free.shrink_to(16);
            self.rooms.shrink_to(16);
        }
    }
}

/// The next bytes of a part whose room has come, or why there are none.
pub(super) enum Taken {
    Bytes(Bytes),
    /// It is not complete.
    Nothing,
    /// It is complete, and all of it was taken.
    Passed,
}

impl Part {
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

    fn is_finished(&self) -> bool {
        let is_taken = match &self.kind {
            Kind::Here(seat) => seat.is_none(),
            Kind::After(collected) => collected.is_none(),
        };
        is_taken && self.page.has_no_parts()
    }
}

/// Polls a part that follows the page, and takes what it has rendered, until it waits for something else.
fn collect(
    page: &mut Page,
    content: &mut Vec<Bytes>,
    part: &pipe::Waker,
    cx: &mut Context<'_>,
) -> Result<(), RenderError> {
    for _ in 0..TURNS {
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
    part.queue();
    cx.waker().wake_by_ref();
    Ok(())
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.list.len() - self.free.len();
        f.debug_struct("Parts").field("left", &left).finish_non_exhaustive()
    }
}
