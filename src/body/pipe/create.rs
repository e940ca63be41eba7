//! The creation of a pipe: outermost, or nested in another one.

use std::sync::Arc;

use bytes::Bytes;

use super::channel::Channel;
use super::child_limit::{ChildLimit, OpenChildren};
use super::reader::Reader;
use super::writer::Writer;
use crate::body::limits::{FIRST_PART_ALLOCATION, FRAME_SIZE, MAX_BUFFERED};

/// The number of bytes that may be buffered before an awaited write waits.
pub(super) struct Limits {
    /// The limit after a write of copied bytes. A waiting write goes on below this limit.
    pub(super) copied: usize,
    /// The limit after a write of forwarded bytes.
    pub(super) forwarded: usize,
    /// The first allocation of a buffer, in bytes. Further ones grow to the size of a frame.
    first_allocation: usize,
}

/// The limits of the pipe of an outermost page.
static OUTERMOST: Limits =
    Limits { copied: FRAME_SIZE, forwarded: MAX_BUFFERED, first_allocation: FRAME_SIZE };

/// The limits of a nested pipe: there may be many, and most carry few bytes.
static NESTED: Limits = Limits {
    copied: FRAME_SIZE / 2,
    forwarded: FRAME_SIZE / 2,
    first_allocation: FIRST_PART_ALLOCATION,
};

/// Creates an outermost pipe, with `prefix` as the first bytes.
pub(in crate::body) fn pipe<T>(prefix: Bytes) -> (Writer<T>, NewReader<T>) {
    let channel = Channel::new(OUTERMOST.first_allocation, ChildLimit::outermost());
    both_ends(prefix, &OUTERMOST, channel)
}

/// A factory for a pipe inside another one.
pub(in crate::body) struct NestedPipe(Arc<OpenChildren>);

impl NestedPipe {
    pub(super) fn new(in_body: Arc<OpenChildren>) -> Self {
        Self(in_body)
    }

    /// Creates the nested pipe.
    pub(in crate::body) fn create<T>(self) -> (Writer<T>, NewReader<T>) {
        let channel = Channel::new(NESTED.first_allocation, ChildLimit::nested(self.0));
        both_ends(Bytes::new(), &NESTED, channel)
    }
}

/// The reading end of a pipe, before it has a buffer.
pub(in crate::body) struct NewReader<T> {
    prefix: Bytes,
    first_allocation: usize,
    channel: Arc<Channel<T>>,
}

impl<T> NewReader<T> {
    /// Creates the reader with its buffer.
    pub(in crate::body) fn start(self) -> Reader<T> {
        Reader::new(self.prefix, self.first_allocation, self.channel)
    }
}

fn both_ends<T>(
    prefix: Bytes,
    limits: &'static Limits,
    channel: Channel<T>,
) -> (Writer<T>, NewReader<T>) {
    let channel = Arc::new(channel);
    let first_allocation = limits.first_allocation;
    let reader = NewReader { prefix, first_allocation, channel: Arc::clone(&channel) };
    (Writer::new(channel, limits), reader)
}
