//! Bytes on their way: small writes coalesce, large owned ones pass through.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::{fmt, mem};

use bytes::{Bytes, BytesMut};

/// Octets that make a frame: where coalescing stops, and a render that awaits its writes waits.
pub(crate) const FRAME: usize = 16 * 1024;

/// Octets from which an owned chunk is passed on as it is; below, copying it is cheaper than the
/// frame of its own that it would need.
const PASSED: usize = 1024;

/// What can be written to a body: text or bytes, borrowed or owned.
///
/// Made by `From`, in the call of [`Response::write`](crate::Response::write).
pub struct Chunk<'a>(Repr<'a>);

enum Repr<'a> {
    Borrowed(&'a [u8]),
    Owned(Bytes),
}

impl Chunk<'_> {
    fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Borrowed(bytes) => bytes,
            Repr::Owned(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Chunk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Chunk").field(&self.as_bytes().len()).finish()
    }
}

impl<'a> From<&'a [u8]> for Chunk<'a> {
    #[inline]
    fn from(bytes: &'a [u8]) -> Self {
        Self(Repr::Borrowed(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Chunk<'a> {
    #[inline]
    fn from(bytes: &'a [u8; N]) -> Self {
        Self(Repr::Borrowed(bytes))
    }
}

impl<'a> From<&'a str> for Chunk<'a> {
    #[inline]
    fn from(text: &'a str) -> Self {
        Self(Repr::Borrowed(text.as_bytes()))
    }
}

impl<'a> From<&'a String> for Chunk<'a> {
    #[inline]
    fn from(text: &'a String) -> Self {
        Self(Repr::Borrowed(text.as_bytes()))
    }
}

impl<'a> From<Cow<'a, str>> for Chunk<'a> {
    #[inline]
    fn from(text: Cow<'a, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<Bytes> for Chunk<'_> {
    #[inline]
    fn from(bytes: Bytes) -> Self {
        Self(Repr::Owned(bytes))
    }
}

impl From<Vec<u8>> for Chunk<'_> {
    #[inline]
    fn from(bytes: Vec<u8>) -> Self {
        Self(Repr::Owned(bytes.into()))
    }
}

impl From<String> for Chunk<'_> {
    #[inline]
    fn from(text: String) -> Self {
        Self(Repr::Owned(text.into()))
    }
}

/// Chunks in order, as the frames they will be.
#[derive(Default)]
pub(crate) struct Buffer {
    /// Frames that are complete. None is empty.
    frames: VecDeque<Bytes>,
    /// The frame that small chunks are being copied into; the last one.
    open: BytesMut,
    /// Octets in `frames` and `open`.
    len: usize,
}

impl Buffer {
    /// A buffer that begins with a frame.
    pub(super) fn of(first: Bytes) -> Self {
        let len = first.len();
        let frames = if len == 0 { VecDeque::new() } else { VecDeque::from([first]) };
        Self { frames, open: BytesMut::new(), len }
    }

    /// Appends a chunk: copies it, or takes its octets and leaves it empty.
    ///
    /// What is left is the caller's to drop, where no lock is held: dropping octets that somebody
    /// owns may run code of theirs.
    #[inline]
    pub(crate) fn push(&mut self, chunk: &mut Chunk<'_>) {
        match &mut chunk.0 {
            Repr::Borrowed(octets) => self.copy(octets),
            Repr::Owned(octets) if octets.len() < PASSED => self.copy(octets),
            Repr::Owned(octets) => self.pass(mem::take(octets)),
        }
    }

    #[inline]
    fn copy(&mut self, octets: &[u8]) {
        self.len += octets.len();
        if self.open.capacity() - self.open.len() < octets.len() {
            self.open.reserve(octets.len().max(FRAME));
        }
        self.open.extend_from_slice(octets);
        if self.open.len() >= FRAME {
            self.close_frame();
        }
    }

    fn pass(&mut self, octets: Bytes) {
        self.len += octets.len();
        self.close_frame();
        self.frames.push_back(octets);
    }

    fn close_frame(&mut self) {
        if !self.open.is_empty() {
            self.frames.push_back(self.open.split().freeze());
        }
    }

    /// Takes the first frame; the open one when there is no other.
    pub(crate) fn pop(&mut self) -> Option<Bytes> {
        if self.len == 0 {
            return None;
        }
        let frame = self.frames.pop_front().unwrap_or_else(|| self.open.split().freeze());
        self.len -= frame.len();
        Some(frame)
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of it as one piece, which is a copy only where there is more than one frame.
    pub(crate) fn into_bytes(mut self) -> Bytes {
        let first = self.pop().unwrap_or_default();
        if self.is_empty() {
            return first;
        }
        let mut whole = BytesMut::with_capacity(first.len() + self.len);
        whole.extend_from_slice(&first);
        while let Some(frame) = self.pop() {
            whole.extend_from_slice(&frame);
        }
        whole.freeze()
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("len", &self.len).finish_non_exhaustive()
    }
}
