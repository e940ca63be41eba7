//! The reading end of a pipe, which lends its buffer while it polls.

use std::sync::Arc;
use std::task::Context;
use std::thread;

use bytes::Bytes;

use super::buffer::{Buffer, Item, Ready};
use super::channel::{Channel, End};
use super::loan::{self, Loan};
use super::sync::Ordering;

/// The reader of what the one writer of a pipe writes.
pub(in crate::body) struct Reader<T> {
    /// The loan with the lent buffer, or `None` while it is lent.
    loan: Option<Loan>,
    /// The number of lent bytes that was last reported to the writer.
    told: usize,
    channel: Arc<Channel<T>>,
}

impl<T> Reader<T> {
    /// Creates the reader of a channel, with `first` as the first bytes.
    pub(super) fn new(first: Bytes, allocation: usize, channel: Arc<Channel<T>>) -> Self {
        let buffer = Buffer::beginning_with(first, allocation);
        Self { loan: Some(Loan::new(channel.key(), buffer)), told: 0, channel }
    }

    /// Lends the buffer to the writer while `poll` runs.
    pub(in crate::body) fn lend<R>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> R,
    ) -> thread::Result<R> {
        self.channel.begin_loan();
        loan::during(&mut self.loan, cx, poll)
    }

    /// Returns the next frame of the lent buffer, if others follow it.
    ///
    /// At least `follow` items behind it have to be at hand. Returns `None` if a writer with a
    /// waker of its own waits for the frame to be taken.
    #[inline(always)]
    pub(in crate::body) fn ready(&mut self, follow: usize) -> Option<Ready<'_>> {
        let loan = self.loan.as_mut()?;
        if loan.waiting.is_some() { None } else { loan.buffer.ready(follow) }
    }

    /// Moves the writer to the front: from now on, its bytes are taken as they are written.
    pub(in crate::body) fn come_to_front(&self) {
        self.channel.seats.come_to_front();
    }

    /// Takes the next item of the lent buffer.
    pub(in crate::body) fn take_lent(&mut self) -> Option<Item> {
        let loan = self.loan.as_mut()?;
        let item = loan.buffer.pop()?;
        let left = loan.buffer.len();
        // A writer that waits with the waker of the body is polled by the next poll of the body.
        let waiting = loan.waiting.take_if(|(_, limit)| left < *limit);
        waiting.into_iter().for_each(|(waker, _)| waker.wake());
        Some(item)
    }

    /// Takes the next item of the shared buffer.
    ///
    /// The lent buffer must be empty, because its items come first.
    #[inline]
    pub(in crate::body) fn take_outside(&self) -> Option<Item> {
        self.channel.take()
    }

    /// Returns the number of bytes in the lent buffer.
    pub(in crate::body) fn left(&self) -> usize {
        self.loan.as_ref().map_or(0, |loan| loan.buffer.len())
    }

    /// Returns `true` if the lent buffer is empty. A placeholder has no bytes, but counts as an
    /// item.
    pub(in crate::body) fn has_none_lent(&self) -> bool {
        self.loan.as_ref().is_none_or(|loan| loan.buffer.is_empty())
    }

    /// Returns `true` if the writer waits until the buffer is taken.
    ///
    /// It goes on when it is polled again.
    pub(in crate::body) fn is_awaited(&self) -> bool {
        self.loan.as_ref().is_some_and(|loan| loan.is_awaited)
    }

    /// Waits for the next action of the writer.
    ///
    /// Returns how the writer ended, once nothing of it is left.
    pub(in crate::body) fn wait(&mut self, cx: &Context<'_>) -> Option<End> {
        self.told = self.left();
        let waits = self.channel.wait(self.told, cx);
        waits.end.filter(|_| waits.is_empty && self.has_none_lent())
    }

    /// Reports to a remote writer what was taken since the last report.
    pub(in crate::body) fn settle(&mut self) {
        let left = self.left();
        if left < self.told {
            self.told = left;
            self.channel.settle(left);
        }
    }

    /// Returns `true` if the writer was dropped and the shared buffer is empty.
    ///
    /// Returns `false` if a panic dropped the writer.
    pub(in crate::body) fn is_finished(&self) -> bool {
        self.channel.is_finished()
    }

    /// Returns `true` if both buffers are empty.
    ///
    /// This is final after [`close`](Self::close).
    pub(in crate::body) fn is_drained(&self) -> bool {
        self.has_none_lent() && !self.channel.outside.load(Ordering::Relaxed)
    }

    /// Returns `true` if opened children wait to be taken over.
    #[inline]
    pub(in crate::body) fn has_opened(&self) -> bool {
        self.channel.has_opened()
    }

    /// Takes over the children that the writer has opened since the last call.
    pub(in crate::body) fn take_opened(&self) -> Vec<T> {
        self.channel.take_opened()
    }

    /// Closes the pipe: what was written can still be taken, and nothing more is accepted.
    pub(in crate::body) fn close(&self) {
        self.channel.close();
    }
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        self.channel.abandon();
    }
}
