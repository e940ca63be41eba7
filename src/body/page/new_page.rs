//! The start of a page or part, before its render function is known.

use std::collections::VecDeque;
use std::future::ready;

use bytes::Bytes;

use super::Page;
use super::part::NewPart;
use super::render::{LazyRender, RenderTask, StartRender};
use super::writer::Writer;
use crate::body::error::RenderError;
use crate::body::limits::MAX_DEPTH;
use crate::body::pipe::{NewReader, pipe};
use crate::body::user_value::UserValue;

/// A recovery: creates the page that is rendered after a part has failed.
pub(crate) type Recovery = Box<dyn FnOnce(RenderError) -> (NewPage, StartRender) + Send>;

/// The content of a failed part that its recovery replaces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecoveryScope {
    /// The rest: the recovery follows everything that the part has written.
    Rest,
    /// All of it: nothing that the part has written was shown.
    All,
}

/// A page that has a writer, and waits for its render function.
pub(crate) struct NewPage {
    pub(super) reader: NewReader<NewPart>,
    /// The nesting depth: 0 for the outermost page.
    pub(super) depth: u8,
}

impl NewPage {
    /// Creates the outermost page, with `prefix` as the first bytes.
    pub(crate) fn new(prefix: Bytes) -> (Self, Writer) {
        let (writer, reader) = pipe(prefix);
        (Self { reader, depth: 0 }, Writer::new(writer, 0))
    }

    /// Creates the page with its render function.
    pub(crate) fn start(self, render: LazyRender) -> Box<Page> {
        let is_outermost = self.depth == 0;
        Box::new(Page {
            render: RenderTask::new(render, self.reader.start()),
            current_inline: None,
            parts: None,
            deferred_content: VecDeque::new(),
            recovery: None,
            failure: None,
            is_outermost,
            is_front: is_outermost,
            has_failed: false,
            must_wait: false,
            has_started_over: false,
            frames_since_poll: 0,
        })
    }

    /// Creates a part with its render function and its recovery, if any.
    ///
    /// A part that is nested more than [`MAX_DEPTH`] levels deep fails instead.
    pub(crate) fn start_part(
        self,
        start: StartRender,
        recovery: Option<(Recovery, RecoveryScope)>,
    ) -> Box<Page> {
        // The recovery of the first part that is too deep still runs. The parts that it opens are
        // too deep as well, and have no recovery.
        let recovery = recovery.filter(|_| self.depth <= MAX_DEPTH + 1);
        let render = match self.depth > MAX_DEPTH {
            true => LazyRender::Started(Box::pin(ready(Err(RenderError::too_deep())))),
            false => LazyRender::New(Some(start)),
        };
        let mut page = self.start(render);
        page.recovery = recovery.map(|(recover, scope)| (UserValue::new(recover), scope));
        page
    }
}
