//! A page, or a part of one: a tree of renders.
//!
//! Each node has a [`RenderTask`], which writes to a pipe, and the [`Parts`] that it has opened.
//! There are exactly two operations on a node:
//!
//! * [`take`](Page::take) takes its next available bytes, in the order of the page. At a
//!   placeholder, it continues inside the part that the placeholder belongs to.
//! * [`poll`](Page::poll) polls everything in the node that was woken, at any position.
//!
//! The outermost page takes before it polls, so a render function writes more only after everything
//! that it wrote was taken.
//!
//! A failure closes the node that failed: its render future is dropped, and its parts go on. If the
//! node has a recovery, it is rendered once everything before it was taken, or at once if it
//! replaces everything. Otherwise, the failure propagates to the parent node, and finally to the
//! body.

mod new_page;
mod outermost;
mod part;
mod parts;
mod render;
mod writer;

use std::collections::VecDeque;
use std::task::Context;
use std::{fmt, mem};

use bytes::Bytes;

use super::error::RenderError;
use super::pipe::{ChildId, Item};
use super::user_value::UserValue;
pub(crate) use new_page::{NewPage, Recovery, RecoveryScope};
use parts::{Parts, Taken};
use render::RenderTask;
pub(crate) use render::{LazyRender, RenderFuture};
pub(crate) use writer::Writer;

/// A page, or a part of one.
pub(crate) struct Page {
    /// The parts that are not finished, or `None` until the first one is opened.
    ///
    /// Declared before `render`, so dropped first: the destructor of the render future may wait for
    /// a writer of a part.
    parts: Option<Box<Parts>>,
    /// The render of this node.
    render: RenderTask,
    /// The part whose placeholder was taken, and that is not complete.
    current_inline: Option<ChildId>,
    /// The content of completed deferred parts, which follows this page.
    deferred_content: VecDeque<Bytes>,
    /// The recovery to render after a failure, with its scope.
    recovery: Option<(UserValue<Recovery>, RecoveryScope)>,
    /// The failure that the recovery replaces, or that the body ends with.
    failure: Option<RenderError>,
    is_outermost: bool,
    /// Whether the bytes of this page are taken as they are written.
    is_front: bool,
    /// Whether the page failed without a recovery.
    has_failed: bool,
    /// Whether the outermost page still has to wait for its writer.
    ///
    /// It has not waited yet because there seemed to be bytes to take.
    must_wait: bool,
    /// Whether the content that follows replaces everything that was taken so far.
    has_started_over: bool,
    /// The number of frames taken since the last poll, in the outermost page.
    frames_since_poll: u8,
}

/// The operations on a node of the tree.
impl Page {
    /// Moves the page to the front: from now on, its bytes are taken as they are written.
    fn move_to_front(&mut self) {
        if !mem::replace(&mut self.is_front, true) {
            self.render.move_to_front();
        }
    }

    /// Takes the next bytes in the order of the page, if they are available.
    ///
    /// The bytes after a failed part are taken only if `past_failures` is set, that is, if a
    /// recovery is rendered after them.
    fn take(&mut self, past_failures: bool) -> Option<Bytes> {
        loop {
            if let (Some(id), Some(parts)) = (self.current_inline, &mut self.parts) {
                match parts.take(id, past_failures) {
                    Taken::Bytes(bytes) => return Some(bytes),
                    Taken::Nothing => return None,
                    Taken::Done => self.current_inline = None,
                }
            }
            match self.render.take()? {
                Item::Frame(bytes) => return Some(bytes),
                Item::Slot => {
                    self.add_new_parts();
                    self.current_inline = self.parts.as_mut().and_then(|parts| parts.next_inline());
                }
            }
        }
    }

    /// Polls everything that can go on. Returns a failure that has no recovery.
    ///
    /// The bytes that were written before the failure can still be taken.
    fn poll(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        let mut outcome = self.poll_render(cx).or_else(|error| self.fail(error));
        self.add_new_parts();
        if let Some(parts) = &mut self.parts {
            let polled = parts.poll(&mut self.deferred_content, cx);
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
        // A server polls again after it was given what is available.
        self.must_wait =
            self.is_outermost && self.current_inline.is_none() && self.render.has_local_items();
        if self.must_wait { Ok(()) } else { self.render.wait(cx) }
    }

    /// Closes the page after a failure.
    ///
    /// If the page has a recovery, the failure is recorded for it. Otherwise, the failure is
    /// returned.
    fn fail(&mut self, error: RenderError) -> Result<(), RenderError> {
        let scope = self.recovery.as_ref().map(|(_, scope)| *scope);
        let scope = scope.filter(|_| !self.is_complete() || self.failure.is_some());
        self.render.close();
        // These are the last ones: a closed page opens no more parts.
        self.add_new_parts();
        match scope {
            None => {
                self.has_failed = true;
                return Err(error);
            }
            Some(RecoveryScope::Rest) => _ = self.failure.get_or_insert(error),
            Some(RecoveryScope::All) => {
                self.failure = Some(error);
                self.discard_parts();
                self.has_started_over = true;
                self.recover()?;
            }
        }
        Ok(())
    }

    /// Replaces the render with the recovery.
    fn recover(&mut self) -> Result<(), RenderError> {
        let Some(error) = self.failure.take() else { return Ok(()) };
        let recover = self.recovery.take().and_then(|(mut recovery, _)| recovery.take());
        let Some(recover) = recover else { return Err(error) };
        let (page, start) = recover(error);
        self.render = RenderTask::new(LazyRender::New(Some(start)), page.reader.start());
        if mem::take(&mut self.is_front) {
            self.move_to_front();
        }
        Ok(())
    }

    /// Takes over the parts that were opened since the last call.
    #[inline]
    fn add_new_parts(&mut self) {
        if self.render.has_new_parts() {
            self.add_taken_parts();
        }
    }

    #[cold]
    fn add_taken_parts(&mut self) {
        for part in self.render.take_new_parts() {
            self.parts.get_or_insert_default().add(part);
        }
    }

    /// Reports to a remote writer what was taken.
    fn report_taken(&mut self) {
        self.render.report_taken();
    }

    /// Returns `true` if a poll is due.
    ///
    /// A poll is due if bytes were taken that the page waits for, or if no bytes are left.
    fn wants_poll(&mut self) -> bool {
        self.render.wants_poll()
            || self.failure.is_some() && self.is_drained()
            || self.parts.as_ref().is_some_and(|parts| parts.has_queued())
    }

    /// Drops the contents of the page, which are not shown.
    fn discard_parts(&mut self) {
        (self.parts, self.current_inline) = (None, None);
        self.deferred_content.clear();
    }

    /// Returns and resets `has_started_over`.
    fn take_started_over(&mut self) -> bool {
        mem::take(&mut self.has_started_over)
    }

    /// Returns `true` if all parts are finished and their content was taken.
    fn has_no_parts(&self) -> bool {
        self.deferred_content.is_empty() && self.parts.as_ref().is_none_or(|parts| parts.is_empty())
    }

    /// Returns `true` if everything was taken and the render will write no more.
    fn is_drained(&mut self) -> bool {
        self.current_inline.is_none() && self.render.is_over()
    }

    /// Returns `true` if the content of the page, without what follows it, was taken.
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
