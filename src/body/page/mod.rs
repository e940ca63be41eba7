//! A page, or a part of one: a tree of renders.
//!
//! Each node has a [`Render`], which writes to a pipe, and the [`Parts`] that it has opened. Two things are done
//! with a node, and nothing else:
//!
//! * [`take`](Page::take) takes its next bytes in the order of the page, as far as they are there. Where a room
//!   stands, it goes on inside of the part that the room is for.
//! * [`poll`](Page::poll) lets everything in it go on that was woken, wherever it stands.
//!
//! The outermost takes before it polls, so a render writes more only when what it wrote was taken.
//!
//! A failure closes the node that failed: its render is dropped, its parts go on. Where something is rendered
//! in its place, that begins when everything before it was taken. Elsewhere it is a failure of the node around
//! it, and at last of the body.

mod blank;
mod outermost;
mod parts;
mod render;
mod writer;

use std::collections::VecDeque;
use std::task::Context;
use std::{fmt, mem};

use bytes::Bytes;

use super::error::RenderError;
use super::foreign::Foreign;
use super::pipe::{Id, Item};
pub(crate) use blank::{Blank, Recover, Replaces};
use parts::{Parts, Taken};
use render::Render;
pub(crate) use render::{Rendering, Work};
pub(crate) use writer::Writer;

/// A page, or a part of one.
pub(crate) struct Page {
    /// None, until the first is opened. Dropped before the render, whose destructor may wait for a writer of
    /// theirs.
    parts: Option<Box<Parts>>,
    render: Render,
    /// The part whose room has come, and that is not complete.
    here: Option<Id>,
    /// The parts that follow this page and are complete.
    following: VecDeque<Bytes>,
    recover: Option<(Foreign<Recover>, Replaces)>,
    /// The failure that something is rendered in the place of, or that the body ends with.
    failure: Option<RenderError>,
    is_outermost: bool,
    /// Whether its bytes are taken as they come.
    is_front: bool,
    /// Whether it has failed, and nothing is rendered in its place.
    has_failed: bool,
    /// Whether the outermost does not wait for its writer yet, since there seemed to be something to take.
    owes_wait: bool,
    /// Whether everything that was taken is replaced by what comes.
    has_started_over: bool,
    /// Frames since the last poll, of the outermost.
    taken: u8,
}

/// A node of the tree.
impl Page {
    /// Its bytes are taken as they come, from now on.
    fn come_to_front(&mut self) {
        if !mem::replace(&mut self.is_front, true) {
            self.render.come_to_front();
        }
    }

    /// Takes the next bytes, in the order of the page, if they are there; those that follow a failed part only
    /// when something is rendered after them.
    fn take(&mut self, past_failures: bool) -> Option<Bytes> {
        loop {
            if let (Some(id), Some(parts)) = (self.here, &mut self.parts) {
                match parts.take(id, past_failures) {
                    Taken::Bytes(bytes) => return Some(bytes),
                    Taken::Nothing => return None,
                    Taken::Passed => self.here = None,
                }
            }
            match self.render.take()? {
                Item::Frame(bytes) => return Some(bytes),
                Item::Room => {
                    self.adopt();
                    self.here = self.parts.as_mut().and_then(|parts| parts.next_room());
                }
            }
        }
    }

    /// Lets everything go on that can. Returns a failure that nothing is rendered in the place of; what was
    /// written before it can still be taken.
    fn poll(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        let mut outcome = self.poll_render(cx).or_else(|error| self.fail(error));
        self.adopt();
        if let Some(parts) = &mut self.parts {
            let polled = parts.poll(&mut self.following, cx);
            outcome = outcome.and(polled.or_else(|error| self.fail(error)));
        }
        if self.failure.is_some() && self.is_drained() {
            self.recover()?;
            return outcome.and(self.poll(cx));
        }
        outcome
    }

    fn poll_render(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        self.render.poll(cx)?;
        // A server asks again when it was given what is there.
        self.owes_wait = self.is_outermost && self.here.is_none() && self.render.has_lent();
        if self.owes_wait { Ok(()) } else { self.render.wait(cx) }
    }

    /// Closes the page after a failure, which is kept when something is rendered in its place.
    fn fail(&mut self, error: RenderError) -> Result<(), RenderError> {
        let replaces = self.recover.as_ref().map(|(_, replaces)| *replaces);
        let replaces = replaces.filter(|_| !self.is_complete() || self.failure.is_some());
        self.render.close();
        // Nothing is opened any more.
        self.adopt();
        match replaces {
            None => {
                self.has_failed = true;
                return Err(error);
            }
            Some(Replaces::TheRest) => _ = self.failure.get_or_insert(error),
            Some(Replaces::All) => {
                self.failure = Some(error);
                self.abandon();
                self.has_started_over = true;
                self.recover()?;
            }
        }
        Ok(())
    }

    /// Renders something after a failure, in the place of the render.
    fn recover(&mut self) -> Result<(), RenderError> {
        let Some(error) = self.failure.take() else { return Ok(()) };
        let recover = self.recover.take().and_then(|(mut recover, _)| recover.take());
        let Some(recover) = recover else { return Err(error) };
        let (blank, begin) = recover(error);
        self.render = Render::new(Work::New(Some(begin)), blank.start.reader());
        if mem::take(&mut self.is_front) {
            self.come_to_front();
        }
        Ok(())
    }

    /// Takes over the parts that were opened since the last time.
    #[inline]
    fn adopt(&mut self) {
        if self.render.has_opened() {
            self.adopt_opened();
        }
    }

    #[cold]
    fn adopt_opened(&mut self) {
        for opened in self.render.take_opened() {
            self.parts.get_or_insert_default().adopt(opened);
        }
    }

    /// Tells a writer that is elsewhere what was taken.
    fn settle(&mut self) {
        self.render.settle();
    }

    /// Whether there is something to do because of what was taken, or because nothing is left.
    fn wants_poll(&mut self) -> bool {
        self.render.wants_poll()
            || self.failure.is_some() && self.is_drained()
            || self.parts.as_ref().is_some_and(|parts| parts.has_queued())
    }

    /// Drops what is inside of it, which is not shown.
    fn abandon(&mut self) {
        (self.parts, self.here) = (None, None);
        self.following.clear();
    }

    fn has_started_over(&mut self) -> bool {
        mem::take(&mut self.has_started_over)
    }

    /// Takes what follows the page, which may be moved to after what the page is inside of.
    fn following(&mut self) -> &mut VecDeque<Bytes> {
        &mut self.following
    }

    fn has_no_parts(&self) -> bool {
        self.following.is_empty() && self.parts.as_ref().is_none_or(|parts| parts.is_empty())
    }

    /// Whether everything was taken that the render has written, or will write.
    fn is_drained(&mut self) -> bool {
        self.here.is_none() && self.render.is_over()
    }

    /// Whether everything was taken that stands in the page.
    fn is_complete(&mut self) -> bool {
        self.failure.is_none() && self.is_drained()
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("render", &self.render)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}
