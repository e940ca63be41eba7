//! Bytes on their way: small writes coalesce, large owned ones pass through.

use std::{fmt, mem};

use bytes::{Bytes, BytesMut};

/// Bytes that make a frame: where coalescing stops, and a render waits that awaits what it copies.
pub(crate) const FRAME: usize = 16 * 1024;

/// Bytes that may wait when they are passed on: they cost no copy, and to leave the render for each few
/// of them costs more than they do.
pub(super) const AHEAD: usize = 4 * FRAME;

/// Bytes from which an owned chunk is passed on as it is; below, copying it is cheaper than the
/// frame of its own that it would need.
pub(crate) const PASSED: usize = 1024;

/// An item of a pipe, in order.
#[derive(Debug)]
pub(in crate::body) enum Item {
    /// Bytes, at least one.
    Frame(Bytes),
    /// The place of the next thing that was opened here.
    Room,
}

/// Chunks in order, as the frames they will be.
///
/// A queue of two stacks: what is complete goes on one, and where the other is empty, all of it is turned
/// over and taken from there. For a chunk that is passed on, that takes fewer steps than a ring.
pub(crate) struct Buffer {
    /// What comes first, the last of it before the others. A room is a frame without bytes.
    first: Vec<Bytes>,
    /// What is complete, and comes after that.
    complete: Vec<Bytes>,
    /// The frame that small chunks are being copied into; the last one.
    open: BytesMut,
    /// Bytes that are complete.
    len: usize,
    /// The allocation of the next frame, in bytes.
    allocation: usize,
}

/// A frame that can be taken, and was not moved yet.
///
/// Returning `Option<Bytes>` costs a store-forwarding stall: the value is written in pieces of one size and read
/// in pieces of another. Measured: 40 % more time for a chunk that is passed on.
pub(in crate::body) struct Ready<'a> {
    buffer: &'a mut Buffer,
    at: usize,
}

impl Ready<'_> {
    #[inline(always)]
    pub(in crate::body) fn take(self) -> Bytes {
        let Self { buffer, at } = self;
        buffer.len -= buffer.first[at].len();
        buffer.first.swap_remove(at)
    }
}

/// A buffer whose first allocation is that of a frame.
impl Default for Buffer {
    fn default() -> Self {
        Self::allocating(FRAME)
    }
}

impl Buffer {
    /// A buffer whose first allocation has so many bytes, and whose next are larger, up to a frame.
    pub(super) fn allocating(allocation: usize) -> Self {
        let (first, complete) = (Vec::new(), Vec::new());
        Self { first, complete, open: BytesMut::new(), len: 0, allocation }
    }

    /// A buffer that begins with a frame.
    pub(super) fn beginning_with(first: Bytes, allocation: usize) -> Self {
        let mut buffer = Self::allocating(allocation);
        if !first.is_empty() {
            buffer.push_frame(first);
        }
        buffer
    }

    pub(crate) fn copy(&mut self, bytes: &[u8]) {
        if self.copy_if_they_fit(bytes) {
            return;
        }
        if self.open.capacity() - self.open.len() < bytes.len() {
            self.open.reserve(bytes.len().max(self.allocation));
            self.allocation = FRAME.min(4 * self.allocation);
        }
        self.open.extend_from_slice(bytes);
        if self.open.len() >= FRAME {
            self.close_frame();
        }
    }

    /// Copies bytes where they do not come to the end of the room or the frame, as few do, and returns
    /// whether it has.
    #[inline]
    pub(super) fn copy_if_they_fit(&mut self, bytes: &[u8]) -> bool {
        let has_no_room = self.open.capacity() - self.open.len() < bytes.len();
        if has_no_room || self.open.len() + bytes.len() >= FRAME {
            return false;
        }
        self.open.extend_from_slice(bytes);
        true
    }

    /// Takes bytes as they are. None of them is dropped here, where a lock may be held: dropping bytes
    /// that somebody owns may run code of theirs.
    pub(crate) fn pass(&mut self, bytes: Bytes) {
        self.close_frame();
        self.push_frame(bytes);
    }

    /// Takes bytes as they are, where nothing that was copied comes before them and nothing has to grow;
    /// else gives them back.
    #[inline]
    pub(super) fn pass_if_they_fit(&mut self, bytes: Bytes) -> Result<(), Bytes> {
        if !self.open.is_empty() || self.complete.len() == self.complete.capacity() {
            return Err(bytes);
        }
        self.push_frame(bytes);
        Ok(())
    }

    /// Leaves room for something that is opened.
    pub(super) fn push_room(&mut self) {
        self.close_frame();
        self.complete.push(Bytes::new());
    }

    #[inline]
    fn close_frame(&mut self) {
        if !self.open.is_empty() {
            self.split_frame();
        }
    }

    fn split_frame(&mut self) {
        let frame = self.open.split().freeze();
        self.push_frame(frame);
    }

    #[inline]
    fn push_frame(&mut self, frame: Bytes) {
        self.len += frame.len();
        self.complete.push(frame);
    }

    /// The first item, where it is a frame and at least so many follow it at hand.
    ///
    /// Inlined always, and calls nothing, so that it needs no registers to be saved: as a call, a chunk that
    /// is passed on takes a tenth more time.
    #[inline(always)]
    pub(super) fn ready(&mut self, follow: usize) -> Option<Ready<'_>> {
        let at = self.first.len().checked_sub(1)?;
        if at < follow || self.first[at].is_empty() {
            None
        } else {
            Some(Ready { buffer: self, at })
        }
    }

    /// Takes the first item; the open frame when there is no other.
    pub(super) fn pop(&mut self) -> Option<Item> {
        if self.first.is_empty() && self.complete.len() > 1 {
            mem::swap(&mut self.first, &mut self.complete);
            self.first.reverse();
        }
        match self.first.pop().or_else(|| self.complete.pop()) {
            Some(frame) if frame.is_empty() => Some(Item::Room),
            Some(frame) => {
                self.len -= frame.len();
                Some(Item::Frame(frame))
            }
            None if self.open.is_empty() => None,
            None => Some(Item::Frame(self.open.split().freeze())),
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len + self.open.len()
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.complete.is_empty() && self.first.is_empty()
    }

    /// All of it as one piece, which is a copy only where there is more than one frame.
    pub(crate) fn into_bytes(mut self) -> Bytes {
        let len = self.len();
        let mut frames = std::iter::from_fn(|| self.pop()).filter_map(|item| match item {
            Item::Frame(frame) => Some(frame),
            // In a shell nothing is opened.
            Item::Room => None,
        });
        let first = frames.next().unwrap_or_default();
        if first.len() == len {
            return first;
        }
        let mut whole = BytesMut::with_capacity(len);
        whole.extend_from_slice(&first);
        frames.for_each(|frame| whole.extend_from_slice(&frame));
        whole.freeze()
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("len", &self.len()).finish_non_exhaustive()
    }
}
