//! A page or a part of one: what its render writes, and the parts that it has opened.

use std::future::ready;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::buffer::{Item, Ready};
use super::error::RenderError;
use super::parts::{Id, Parts};
use super::render::{Render, Rendering};
use super::shared::Shared;
use super::writer::Writer;

/// How deep parts nest at most.
pub(crate) const DEEPEST: u8 = 100;

#[derive(Debug)]
pub(crate) struct Stream {
    render: Render,
    /// Whether everything was taken that the render wrote.
    is_own_taken: bool,
    /// None, until the first is opened.
    parts: Option<Box<Parts>>,
    /// The part whose content comes next.
    here: Option<Id>,
}

/// A page or a part of one that has a writer, and waits for what renders it.
pub(crate) struct Blank {
    first: Bytes,
    depth: u8,
    shared: Arc<Shared>,
}

impl Blank {
    /// One that is inside of so many pages, and begins with these octets.
    pub(crate) fn new(first: Bytes, depth: u8) -> (Self, Writer) {
        let shared = Arc::default();
        let writer = Writer::new(Arc::clone(&shared), depth);
        (Self { first, depth, shared }, writer)
    }

    /// The part that this renders. One that is too deep fails instead: polling and dropping what is
    /// inside of another takes stack, and how deep parts nest may be somebody else's choice.
    pub(crate) fn part_of(self, rendering: Rendering) -> Box<Stream> {
        let is_too_deep = self.depth > DEEPEST;
        self.rendered_by(if is_too_deep {
            Box::pin(ready(Err(RenderError::too_deep())))
        } else {
            rendering
        })
    }

    /// The page that this renders, or what is in the place of a part.
    pub(crate) fn rendered_by(self, rendering: Rendering) -> Box<Stream> {
        let render = Render::new(self.first, self.shared, rendering);
        Box::new(Stream { render, is_own_taken: false, parts: None, here: None })
    }
}

/// What comes next.
pub(super) enum Step {
    Frame(Bytes),
    /// The content of the page is complete, or something that follows it is. Between two of these no
    /// other page may write.
    End,
}

impl Stream {
    /// The next frame of a whole body, if it is of the page itself, and nothing else is to be done for it.
    #[inline(always)]
    pub(super) fn plain(&mut self) -> Option<Ready<'_>> {
        if self.is_own_taken || self.parts.is_some() { None } else { self.render.plain() }
    }

    /// The next frame of a whole body.
    pub(super) fn poll_chunk(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, RenderError>>> {
        loop {
            match self.poll_step(cx) {
                Poll::Ready(Some(Ok(Step::Frame(frame)))) => return Poll::Ready(Some(Ok(frame))),
                Poll::Ready(Some(Ok(Step::End))) => {}
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    pub(super) fn poll_step(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Step, RenderError>>> {
        let mut were_polled = false;
        loop {
            if let Some(step) = self.next_own(cx) {
                return Poll::Ready(Some(step));
            }
            let Some(parts) = &mut self.parts else {
                return if self.is_own_taken { Poll::Ready(None) } else { Poll::Pending };
            };
            if self.is_own_taken {
                match parts.next_following() {
                    Some(step) => return Poll::Ready(Some(Ok(step))),
                    None if parts.is_empty() => return Poll::Ready(None),
                    None => {}
                }
            }
            if were_polled {
                return Poll::Pending;
            }
            were_polled = true;
            if let Err(error) = parts.poll(cx) {
                return Poll::Ready(Some(Err(self.fail(error))));
            }
        }
    }

    /// Lets everything go on while nothing of it can be taken.
    pub(super) fn poll_ahead(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        let own = if self.is_own_taken { Ok(()) } else { self.render.poll_ahead(cx) };
        self.adopt();
        let parts = match &mut self.parts {
            Some(parts) => parts.poll(cx),
            None => Ok(()),
        };
        own.and(parts).map_err(|error| self.fail(error))
    }

    /// The next step of the page itself, if there is one now.
    fn next_own(&mut self, cx: &mut Context<'_>) -> Option<Result<Step, RenderError>> {
        while !self.is_own_taken {
            if let (Some(id), Some(parts)) = (self.here, &mut self.parts) {
                match parts.poll_here(id) {
                    Poll::Ready(Some(frame)) => return Some(Ok(Step::Frame(frame))),
                    Poll::Ready(None) => self.here = None,
                    Poll::Pending => {
                        let ahead = self.render.poll_ahead(cx);
                        self.adopt();
                        return ahead.err().map(|error| Err(self.fail(error)));
                    }
                }
            }
            let item = self.render.poll_item(cx);
            self.adopt();
            match item {
                Poll::Ready(Some(Ok(Item::Frame(frame)))) => return Some(Ok(Step::Frame(frame))),
                Poll::Ready(Some(Ok(Item::Room))) => {
                    self.here = self.parts.as_mut().and_then(|parts| parts.next_here());
                }
                Poll::Ready(Some(Err(error))) => return Some(Err(self.fail(error))),
                Poll::Ready(None) => {
                    self.is_own_taken = true;
                    return self.parts.is_some().then_some(Ok(Step::End));
                }
                Poll::Pending => return None,
            }
        }
        None
    }

    /// Nothing comes after an error.
    fn fail(&mut self, error: RenderError) -> RenderError {
        self.is_own_taken = true;
        self.here = None;
        let parts = self.parts.take();
        // What they hold may panic when it is dropped; the first error counts.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(parts)));
        error
    }

    /// Polls the parts from now on that were opened since the last time.
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

    /// Whether the body has ended; a server need not poll it again to know.
    pub(super) fn is_end(&self) -> bool {
        match &self.parts {
            None => self.render.is_end(),
            Some(parts) => self.is_own_taken && parts.is_empty(),
        }
    }
}
