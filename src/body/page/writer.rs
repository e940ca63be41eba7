//! The writing side of a page.

use std::fmt;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::Page;
use super::blank::Blank;
use super::parts::{Opened, Place};
use crate::body::error::Disconnected;
use crate::body::pipe;

/// Writes a page, and opens its parts, from the render or from wherever the render has moved it.
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Writer {
    pipe: pipe::Writer<Opened>,
    depth: u8,
}

/// A maker of a page inside of another.
pub(crate) struct Inside {
    pipes: pipe::Inside,
    depth: u8,
}

impl Inside {
    pub(crate) fn page(self) -> (Blank, Writer) {
        let (writer, start) = self.pipes.pipe();
        (Blank { start, depth: self.depth }, Writer::new(writer, self.depth))
    }
}

impl Writer {
    pub(super) fn new(pipe: pipe::Writer<Opened>, depth: u8) -> Self {
        Self { pipe, depth }
    }

    /// Returns the maker of a part of this page.
    pub(crate) fn inside(&self) -> Inside {
        Inside { pipes: self.pipe.inside(), depth: self.depth.saturating_add(1) }
    }

    #[inline(always)]
    pub(crate) fn copy(&mut self, bytes: &[u8]) {
        self.pipe.copy(bytes);
    }

    #[inline]
    pub(crate) fn pass(&mut self, bytes: Bytes) {
        self.pipe.pass(bytes);
    }

    /// Opens a part whose content stands here.
    pub(crate) fn open_here(&mut self, page: Box<Page>) {
        self.pipe.open_here(|seat| Opened { page, place: Place::Here(seat) });
    }

    /// Opens a part whose content follows the page, between these two.
    pub(crate) fn open_after(&mut self, page: Box<Page>, before: Bytes, after: Bytes) {
        self.pipe.open(Opened { page, place: Place::After(before, after) });
    }

    #[inline]
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.pipe.poll_room(cx)
    }

    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.pipe.poll_flush(cx)
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}
