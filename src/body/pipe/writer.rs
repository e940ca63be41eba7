//! The writing end of a pipe.

use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::buffer::Buffer;
use super::channel::{Channel, WriterEnd};
use super::child_limit::ChildPermit;
use super::create::{Limits, NestedPipe};
use super::flags::FULL;
use super::local::{self, PipeId};
use super::sync::{Ordering, panicking};
use crate::body::Disconnected;

/// The one writer of a pipe, which can also open children.
///
/// All methods that write take `&mut self`, so the written bytes have one order. The writer may be
/// anywhere: inside the reader's poll, where it uses the local buffer, or in another task.
pub(in crate::body) struct Writer<T> {
    channel: Arc<Channel<T>>,
    /// The id of the local buffer, or [`PipeId::NONE`] if it must not be used.
    ///
    /// It must not be used while the remote buffer may have items: its bytes would overtake them.
    local_id: PipeId,
    limits: &'static Limits,
}

impl<T> Writer<T> {
    pub(super) fn new(channel: Arc<Channel<T>>, limits: &'static Limits) -> Self {
        Self { local_id: channel.id(), channel, limits }
    }

    /// Returns a factory for a pipe inside this one.
    pub(in crate::body) fn nested(&self) -> NestedPipe {
        NestedPipe::new(Arc::clone(self.channel.child_limit.in_body()))
    }

    /// Writes bytes by copying them.
    ///
    /// Always inlined: as a call, it takes 25 % more instructions for a small write.
    #[inline(always)]
    pub(in crate::body) fn copy(&mut self, bytes: &[u8]) {
        let fitted =
            local::with_current(self.local_id, (), |local, ()| local.buffer.try_copy(bytes));
        if fitted != Ok(true) {
            self.write_slow(self.limits.copied, |buffer| buffer.copy(bytes));
        }
    }

    /// Writes bytes by forwarding them.
    #[inline]
    pub(in crate::body) fn forward(&mut self, bytes: Bytes) {
        let (flags, limit) = (&self.channel.flags, self.limits.forwarded);
        let fitted = local::with_current(self.local_id, bytes, |local, bytes| {
            local.buffer.try_forward(bytes)?;
            if local.buffer.len() >= limit {
                flags.set(FULL);
            }
            Ok(())
        });
        if let Ok(Err(bytes)) | Err(bytes) = fitted {
            self.write_slow(limit, |buffer| buffer.forward(bytes));
        }
    }

    /// Writes to the local buffer, or else to the remote one.
    ///
    /// Sets [`FULL`] if `limit` bytes or more are then in the local buffer, and always after a
    /// write to the remote one.
    #[cold]
    fn write_slow(&mut self, limit: usize, write: impl FnOnce(&mut Buffer)) {
        self.find_local_buffer();
        let is_full = local::with_current(self.local_id, write, |local, write| {
            write(&mut local.buffer);
            local.buffer.len() >= limit
        });
        match is_full {
            Ok(false) => {}
            Ok(true) => self.channel.flags.set(FULL),
            Err(write) => {
                self.local_id = PipeId::NONE;
                self.channel.flags.set(FULL);
                self.channel.push(write);
            }
        }
    }

    /// Looks for the local buffer again, once the reader has emptied the remote one.
    fn find_local_buffer(&mut self) {
        if self.local_id == PipeId::NONE && !self.channel.has_remote.load(Ordering::Relaxed) {
            self.local_id = self.channel.id();
        }
    }

    /// Opens a child, which the reader takes over at its next turn.
    pub(in crate::body) fn open(&mut self, child: T) {
        self.channel.open(child, false);
    }

    /// Opens a child as [`open`](Self::open) does, with a placeholder at this position.
    ///
    /// The child gets a [`ChildPermit`]. If too many permits are held, the next awaited write or
    /// flush waits.
    pub(in crate::body) fn open_with_slot(&mut self, child: impl FnOnce(ChildPermit) -> T) {
        let (permit, is_exceeded) = self.channel.child_limit.acquire();
        if is_exceeded {
            self.channel.flags.set(FULL);
        }
        self.find_local_buffer();
        let is_local =
            local::with_current(self.local_id, (), |local, ()| local.buffer.push_slot()).is_ok();
        if !is_local {
            self.local_id = PipeId::NONE;
        }
        self.channel.open(child(permit), !is_local);
    }

    /// Waits until there is capacity for more, if a write has filled the buffer.
    #[inline]
    pub(in crate::body) fn poll_writable(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Disconnected>> {
        if self.channel.flags.is_empty() { Poll::Ready(Ok(())) } else { self.poll_flags(cx) }
    }

    #[cold]
    fn poll_flags(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        ready!(self.poll_buffered_below(self.limits.copied, cx))?;
        ready!(self.channel.child_limit.poll_below_limit(cx));
        self.channel.flags.clear(FULL);
        Poll::Ready(Ok(()))
    }

    /// Waits until everything that was written has been taken.
    pub(in crate::body) fn poll_flush(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Disconnected>> {
        ready!(self.poll_buffered_below(1, cx))?;
        if self.channel.wait_for_reader(cx) {
            return Poll::Pending;
        }
        self.channel.child_limit.poll_below_limit(cx).map(Ok)
    }

    fn poll_buffered_below(
        &mut self,
        limit: usize,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Disconnected>> {
        self.find_local_buffer();
        let waker = cx.waker();
        let state = local::with_current(self.local_id, (), |local, ()| {
            let is_below = local.buffer.len() < limit;
            let is_polled = local.is_polled_with(waker);
            local.is_awaited |= is_polled && !is_below;
            (is_below, is_polled)
        });
        match state {
            Ok((true, _)) => Poll::Ready(Ok(())),
            // The body is polled again once it has returned what is buffered, and then polls this
            // future.
            Ok((false, true)) => Poll::Pending,
            Ok((false, false)) => {
                // A waker is user code, so it is neither cloned nor dropped while the thread-local
                // is borrowed.
                let waiting = Some((waker.clone(), limit));
                let old = local::with_current(self.local_id, waiting, |local, waiting| {
                    mem::replace(&mut local.waiting, waiting)
                });
                drop(old);
                Poll::Pending
            }
            Err(()) => {
                let id = self.channel.id();
                let local_len = local::with_current(id, (), |local, ()| local.buffer.len()).ok();
                self.channel.poll_buffered_below(limit, local_len, cx).map(|is_closed| {
                    match is_closed {
                        true => Err(Disconnected),
                        false => Ok(()),
                    }
                })
            }
        }
    }
}

impl<T> Drop for Writer<T> {
    fn drop(&mut self) {
        self.channel.end_writer(if panicking() { WriterEnd::Panicked } else { WriterEnd::Dropped });
    }
}
