//! The reading end of a pipe, which lends its buffer to the writer while it polls.

use std::sync::Arc;
use std::task::Context;
use std::thread;

use bytes::Bytes;

use super::buffer::{Buffer, Item, Ready};
use super::channel::{Channel, End};
use super::loan::{self, Loan};
use super::sync::Ordering;

/// Reads what the one writer of a pipe writes.
pub(in crate::body) struct Reader<T> {
    /// The bytes written by loan that are not taken yet. None while they are lent.
    loan: Option<Loan>,
    /// How many of them a writer elsewhere was told of.
    told: usize,
    channel: Arc<Channel<T>>,
}

impl<T> Reader<T> {
    /// The reader of a channel, which begins with these bytes.
    pub(super) fn new(first: Bytes, allocation: usize, channel: Arc<Channel<T>>) -> Self {
        let buffer = Buffer::beginning_with(first, allocation);
        Self { loan: Some(Loan::new(channel.key(), buffer)), told: 0, channel }
    }

    /// Polls something that may hold the writer, to which the buffer is lent meanwhile.
    pub(in crate::body) fn lend<R>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> R,
    ) -> thread::Result<R> {
        self.channel.begin_loan();
        loan::during(&mut self.loan, cx, poll)
    }

    /// The next frame that was written by loan, if so many follow it, and no writer with a waker of its own
    /// waits for it to be taken.
    #[inline(always)]
    pub(in crate::body) fn ready(&mut self, follow: usize) -> Option<Ready<'_>> {
        let loan = self.loan.as_mut()?;
        if loan.waiting.is_some() { None } else { loan.buffer.ready(follow) }
    }

    /// Takes what is written as it comes, from now on.
    pub(in crate::body) fn come_to_front(&self) {
        self.channel.seats.come_to_front();
    }

    /// Takes the next item that was written by loan.
    pub(in crate::body) fn take_lent(&mut self) -> Option<Item> {
        let loan = self.loan.as_mut()?;
        let item = loan.buffer.pop()?;
        let left = loan.buffer.len();
        // A writer that waits with the waker of the body is polled by the poll that follows.
        let waiting = loan.waiting.take_if(|(_, limit)| left < *limit);
        waiting.into_iter().for_each(|(waker, _)| waker.wake());
        Some(item)
    }

    /// Takes the next item that was written outside, which comes after those written by loan.
    #[inline]
    pub(in crate::body) fn take_outside(&self) -> Option<Item> {
        self.channel.take()
    }

    /// Bytes written by loan that are not taken yet.
    pub(in crate::body) fn left(&self) -> usize {
        self.loan.as_ref().map_or(0, |loan| loan.buffer.len())
    }

    /// Whether nothing that was written by loan is left, of which a room has no bytes.
    pub(in crate::body) fn has_none_lent(&self) -> bool {
        self.loan.as_ref().is_none_or(|loan| loan.buffer.is_empty())
    }

    /// Whether the writer waits for the buffer to be taken, and goes on when it is polled again.
    pub(in crate::body) fn is_awaited(&self) -> bool {
        self.loan.as_ref().is_some_and(|loan| loan.is_awaited)
    }

    /// Waits for whatever the writer does next. Returns how it has ended, when nothing of it is left.
    pub(in crate::body) fn wait(&mut self, cx: &Context<'_>) -> Option<End> {
        self.told = self.left();
        let waits = self.channel.wait(self.told, cx);
        waits.end.filter(|_| waits.is_empty && self.has_none_lent())
    }

    /// Tells a writer elsewhere what was taken since it was told of the rest.
    pub(in crate::body) fn settle(&mut self) {
        let left = self.left();
        if left < self.told {
            self.told = left;
            self.channel.settle(left);
        }
    }

    /// Whether the writer is gone, without a panic, and nothing that it wrote outside is left.
    pub(in crate::body) fn is_finished(&self) -> bool {
        self.channel.is_finished()
    }

    /// Whether nothing that was written is left, of a writer that was told to [`close`](Self::close).
    pub(in crate::body) fn is_drained(&self) -> bool {
        self.has_none_lent() && !self.channel.outside.load(Ordering::Relaxed)
    }

    #[inline]
    pub(in crate::body) fn has_opened(&self) -> bool {
        self.channel.has_opened()
    }

    /// Takes over what the writer has opened since the last time.
    pub(in crate::body) fn take_opened(&self) -> Vec<T> {
        self.channel.take_opened()
    }

    /// Takes no more than what is written already.
    pub(in crate::body) fn close(&self) {
        self.channel.close();
    }
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        self.channel.abandon();
    }
}
