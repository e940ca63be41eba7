//! How a page begins.

use std::collections::VecDeque;
use std::future::ready;

use bytes::Bytes;

use super::Page;
use super::parts::Opened;
use super::render::{Begin, Render, Work};
use super::writer::Writer;
use crate::body::error::{DEEPEST, RenderError};
use crate::body::foreign::Foreign;
use crate::body::pipe::{Start, pipe};

/// Makes what is rendered where a part has failed.
pub(crate) type Recover = Box<dyn FnOnce(RenderError) -> (Blank, Begin) + Send>;

/// Where that goes which is rendered when a part has failed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replaces {
    /// After everything that the part has written.
    TheRest,
    /// In the place of everything, of which nothing was shown.
    All,
}

/// A page that has a writer, and waits for its render.
pub(crate) struct Blank {
    pub(super) start: Start<Opened>,
    pub(super) depth: u8,
}

impl Blank {
    /// A page that begins with these bytes.
    pub(crate) fn new(first: Bytes) -> (Self, Writer) {
        let (writer, start) = pipe(first);
        (Self { start, depth: 0 }, Writer::new(writer, 0))
    }

    /// The page that is rendered by this.
    pub(crate) fn page(self, work: Work) -> Box<Page> {
        let is_outermost = self.depth == 0;
        Box::new(Page {
            render: Render::new(work, self.start.reader()),
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

    /// The part that is rendered by this, and where it fails, by that. One that is too deep fails instead: to
    /// poll and drop it takes stack, and how deep parts nest may be up to the data.
    pub(crate) fn part(self, begin: Begin, recover: Option<(Recover, Replaces)>) -> Box<Page> {
        // What is in the place of one that was too deep is the end: its parts are too deep as well.
        let recover = recover.filter(|_| self.depth <= DEEPEST + 1);
        let work = match self.depth > DEEPEST {
            true => Work::Begun(Box::pin(ready(Err(RenderError::too_deep())))),
            false => Work::New(Some(begin)),
        };
        let mut page = self.page(work);
        page.recover = recover.map(|(recover, replaces)| (Foreign::new(recover), replaces));
        page
    }
}
