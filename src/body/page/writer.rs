//! The writing end of a page.

use std::fmt;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::Page;
use super::new_page::NewPage;
use super::part::{NewPart, Placement};
use crate::body::Disconnected;
use crate::body::pipe;

/// The writer of a page, which also opens its parts.
///
/// It is used in the render function, or in any task that the render function has moved it to.
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Writer {
    pipe: pipe::Writer<NewPart>,
    depth: u8,
}

/// A factory for a page inside another one.
pub(crate) struct NestedPage {
    pipe: pipe::NestedPipe,
    depth: u8,
}

impl NestedPage {
    /// Creates the nested page and its writer.
    pub(crate) fn create(self) -> (NewPage, Writer) {
        let (writer, reader) = self.pipe.create();
        (NewPage { reader, depth: self.depth }, Writer::new(writer, self.depth))
    }
}

impl Writer {
    pub(super) fn new(pipe: pipe::Writer<NewPart>, depth: u8) -> Self {
        Self { pipe, depth }
    }

    /// Returns a factory for a part of this page.
    pub(crate) fn nested(&self) -> NestedPage {
        NestedPage { pipe: self.pipe.nested(), depth: self.depth.saturating_add(1) }
    }

    /// Writes bytes by copying them.
    #[inline(always)]
    pub(crate) fn copy(&mut self, bytes: &[u8]) {
        self.pipe.copy(bytes);
    }

    /// Writes bytes by forwarding them.
    #[inline]
    pub(crate) fn forward(&mut self, bytes: Bytes) {
        self.pipe.forward(bytes);
    }

    /// Opens an inline part at this position.
    pub(crate) fn open_inline(&mut self, page: Box<Page>) {
        self.pipe.open_with_slot(|permit| NewPart { page, placement: Placement::Inline(permit) });
    }

    /// Opens a deferred part, with markup to send before and after its content.
    pub(crate) fn open_deferred(&mut self, page: Box<Page>, before: Bytes, after: Bytes) {
        self.pipe.open(NewPart { page, placement: Placement::Deferred(before, after) });
    }

    /// Waits until there is capacity for more, if a write has filled the buffer.
    #[inline]
    pub(crate) fn poll_writable(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.pipe.poll_writable(cx)
    }

    /// Waits until everything that was written has been taken.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.pipe.poll_flush(cx)
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}
