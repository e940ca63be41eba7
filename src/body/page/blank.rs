//! The start of a page or part, before its render function is known.

use std::collections::VecDeque;
use std::future::ready;

use bytes::Bytes;

use super::Page;
use super::parts::Opened;
use super::render::{Begin, Render, Work};
use super::writer::Writer;
use crate::body::error::RenderError;
use crate::body::foreign::Foreign;
use crate::body::limits::MAX_DEPTH;
use crate::body::pipe::{NewReader, pipe};

/// A recovery: creates what is rendered after a part has failed.
pub(crate) type Recover = Box<dyn FnOnce(RenderError) -> (Blank, Begin) + Send>;

/// The position of a recovery.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replaces {
    /// After everything that the part has written.
    TheRest,
    /// In place of everything that the part has written, of which nothing was shown.
    All,
}

/// A page that has a writer, and waits for its render function.
pub(crate) struct Blank {
    pub(super) start: NewReader<Opened>,
    /// The nesting depth: 0 for the outermost page.
    pub(super) depth: u8,
}

impl Blank {
    /// Creates the outermost page, with `first` as the first bytes.
    pub(crate) fn new(first: Bytes) -> (Self, Writer) {
        let (writer, start) = pipe(first);
        (Self { start, depth: 0 }, Writer::new(writer, 0))
    }

    /// Creates the page that this work renders.
    pub(crate) fn page(self, work: Work) -> Box<Page> {
        let is_outermost = self.depth == 0;
        Box::new(Page {
            render: Render::new(work, self.start.start()),
            here: None,
            parts: None,
            following: VecDeque::new(),
            recover: None,
            failure: None,
            is_outermost,
            is_front: is_outermost,
            has_failed: false,
            owes_wait: false,
            has_started_over: false,
            taken: 0,
        })
    }

    /// Creates the part that `begin` renders, with a recovery in case it fails.
    ///
    /// A part that is nested more than [`MAX_DEPTH`] levels deep fails instead.
    pub(crate) fn part(self, begin: Begin, recover: Option<(Recover, Replaces)>) -> Box<Page> {
        // The recovery of the first part that is too deep still runs. The parts that it opens are
        // too deep as well, and have no recovery.
        let recover = recover.filter(|_| self.depth <= MAX_DEPTH + 1);
        let work = match self.depth > MAX_DEPTH {
            true => Work::Begun(Box::pin(ready(Err(RenderError::too_deep())))),
            false => Work::New(Some(begin)),
        };
        let mut page = self.page(work);
        page.recover = recover.map(|(recover, replaces)| (Foreign::new(recover), replaces));
        page
    }
}
