//! The reading end of a pipe, which owns the local buffer.

use std::sync::Arc;
use std::task::Context;
use std::thread;

use bytes::Bytes;

use super::buffer::{Buffer, Item, ReadyFrame};
use super::channel::{Channel, WriterEnd};
use super::local::{self, LocalBuffer};
use super::sync::Ordering;

/// The reader of what the one writer of a pipe writes.
pub(in crate::body) struct Reader<T> {
    /// The local buffer, or `None` while it is in the thread-local.
    local: Option<LocalBuffer>,
    /// The length of the local buffer that was last published to the writer.
    published_len: usize,
    channel: Arc<Channel<T>>,
}

impl<T> Reader<T> {
    /// Creates the reader of a channel, with `prefix` as the first bytes.
    pub(super) fn new(prefix: Bytes, first_allocation: usize, channel: Arc<Channel<T>>) -> Self {
        let buffer = Buffer::with_prefix(prefix, first_allocation);
        let local = Some(LocalBuffer::new(channel.id(), buffer));
        Self { local, published_len: 0, channel }
    }

    /// Calls `poll` while the writer can access the local buffer.
    pub(in crate::body) fn enter<R>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> R,
    ) -> thread::Result<R> {
        self.channel.hide_local_len();
        local::enter(&mut self.local, cx, poll)
    }

    /// Returns the next frame of the local buffer, if others follow it.
    ///
    /// At least `min_following` items behind it have to be at hand. Returns `None` if a writer with
    /// a waker of its own waits for the frame to be taken.
    #[inline(always)]
    pub(in crate::body) fn ready_frame(&mut self, min_following: usize) -> Option<ReadyFrame<'_>> {
        let local = self.local.as_mut()?;
        if local.waiting.is_some() { None } else { local.buffer.ready_frame(min_following) }
    }

    /// Moves the writer to the front: from now on, its bytes are taken as they are written.
    pub(in crate::body) fn move_to_front(&self) {
        self.channel.child_limit.move_to_front();
    }

    /// Takes the next item of the local buffer.
    pub(in crate::body) fn take_local(&mut self) -> Option<Item> {
        let local = self.local.as_mut()?;
        let item = local.buffer.pop()?;
        let len = local.buffer.len();
        // A writer that waits with the waker of the body is polled by the next poll of the body.
        let waiting = local.waiting.take_if(|(_, limit)| len < *limit);
        waiting.into_iter().for_each(|(waker, _)| waker.wake());
        Some(item)
    }

    /// Takes the next item of the remote buffer.
    ///
    /// The local buffer must be empty, because its items come first.
    #[inline]
    pub(in crate::body) fn take_remote(&self) -> Option<Item> {
        self.channel.take()
    }

    /// Returns the number of bytes in the local buffer.
    pub(in crate::body) fn local_len(&self) -> usize {
        self.local.as_ref().map_or(0, |local| local.buffer.len())
    }

    /// Returns `true` if the local buffer is empty. A placeholder has no bytes, but counts as an
    /// item.
    pub(in crate::body) fn is_local_empty(&self) -> bool {
        self.local.as_ref().is_none_or(|local| local.buffer.is_empty())
    }

    /// Returns `true` if the writer waits until the buffer is taken.
    ///
    /// It goes on when it is polled again.
    pub(in crate::body) fn is_awaited(&self) -> bool {
        self.local.as_ref().is_some_and(|local| local.is_awaited)
    }

    /// Waits for the next action of the writer.
    ///
    /// Returns how the writer ended, once nothing of it is left.
    pub(in crate::body) fn wait(&mut self, cx: &Context<'_>) -> Option<WriterEnd> {
        self.published_len = self.local_len();
        let writer = self.channel.wait(self.published_len, cx);
        writer.end.filter(|_| writer.is_empty && self.is_local_empty())
    }

    /// Reports to a remote writer what was taken since the last report.
    pub(in crate::body) fn report_taken(&mut self) {
        let len = self.local_len();
        if len < self.published_len {
            self.published_len = len;
            self.channel.publish_local_len(len);
        }
    }

    /// Returns `true` if the writer was dropped and the remote buffer is empty.
    ///
    /// Returns `false` if a panic dropped the writer.
    pub(in crate::body) fn is_finished(&self) -> bool {
        self.channel.is_finished()
    }

    /// Returns `true` if both buffers are empty.
    ///
    /// This is final after [`close`](Self::close).
    pub(in crate::body) fn is_drained(&self) -> bool {
        self.is_local_empty() && !self.channel.has_remote.load(Ordering::Relaxed)
    }

    /// Returns `true` if opened children wait to be taken over.
    #[inline]
    pub(in crate::body) fn has_new_children(&self) -> bool {
        self.channel.has_new_children()
    }

    /// Takes over the children that the writer has opened since the last call.
    pub(in crate::body) fn take_new_children(&self) -> Vec<T> {
        self.channel.take_new_children()
    }

    /// Closes the pipe: what was written can still be taken, and nothing more is accepted.
    pub(in crate::body) fn close(&self) {
        self.channel.close();
    }
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        self.channel.close_and_clear();
    }
}
