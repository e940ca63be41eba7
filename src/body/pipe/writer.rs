//! The writing end of a pipe.

use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::buffer::Buffer;
use super::channel::{Channel, End};
use super::crowd::{Crowd, Seat, Seats};
use super::gate::FULL;
use super::loan::{self, Key, NOBODY};
use super::reader::Reader;
use super::sync::{Ordering, panicking};
use crate::body::error::Disconnected;
use crate::body::limits::{FIRST_PART_ALLOCATION, FRAME_SIZE, MAX_BUFFERED};

/// The one writer of a pipe, which can also open children.
///
/// All methods that write take `&mut self`, so the written bytes have one order. The writer may be
/// anywhere: inside the reader's poll, where it uses the lent buffer, or in another task.
pub(in crate::body) struct Writer<T> {
    channel: Arc<Channel<T>>,
    /// The key of the loan, or [`NOBODY`] while the shared buffer may have items.
    ///
    /// The lent buffer must not be used then, because its bytes would overtake those items.
    key: Key,
    limits: &'static Limits,
}

/// The number of bytes that may be buffered before an awaited write waits.
struct Limits {
    /// The limit after a write of copied bytes. A waiting write goes on below this limit.
    copied: usize,
    /// The limit after a write of forwarded bytes.
    passed: usize,
    /// The first allocation of a buffer, in bytes. Further ones grow to the size of a frame.
    allocation: usize,
}

/// The limits of the pipe of an outermost page.
static OUTER: Limits = Limits { copied: FRAME_SIZE, passed: MAX_BUFFERED, allocation: FRAME_SIZE };

/// The limits of an inner pipe: there may be many, and most carry few bytes.
static INNER: Limits =
    Limits { copied: FRAME_SIZE / 2, passed: FRAME_SIZE / 2, allocation: FIRST_PART_ALLOCATION };

/// Creates an outermost pipe, with `first` as the first bytes.
pub(in crate::body) fn pipe<T>(first: Bytes) -> (Writer<T>, Start<T>) {
    ends(first, &OUTER, Channel::new(OUTER.allocation, Seats::outer()))
}

/// A factory for a pipe inside another one.
pub(in crate::body) struct Inside(Arc<Crowd>);

impl Inside {
    /// Creates the inner pipe.
    pub(in crate::body) fn pipe<T>(self) -> (Writer<T>, Start<T>) {
        ends(Bytes::new(), &INNER, Channel::new(INNER.allocation, Seats::inside(self.0)))
    }
}

/// The reading end of a pipe that has not been started.
pub(in crate::body) struct Start<T> {
    first: Bytes,
    allocation: usize,
    channel: Arc<Channel<T>>,
}

impl<T> Start<T> {
    /// Creates the reader.
    pub(in crate::body) fn reader(self) -> Reader<T> {
        Reader::new(self.first, self.allocation, self.channel)
    }
}

fn ends<T>(first: Bytes, limits: &'static Limits, channel: Channel<T>) -> (Writer<T>, Start<T>) {
    let channel = Arc::new(channel);
    let start = Start { first, allocation: limits.allocation, channel: Arc::clone(&channel) };
    (Writer { key: channel.key(), channel, limits }, start)
}

impl<T> Writer<T> {
    /// Returns a factory for a pipe inside this one.
    pub(in crate::body) fn inside(&self) -> Inside {
        Inside(Arc::clone(self.channel.seats.crowd()))
    }

    /// Writes bytes by copying them.
    ///
    /// Always inlined: as a call, it takes 25 % more instructions for a small write.
    #[inline(always)]
    pub(in crate::body) fn copy(&mut self, bytes: &[u8]) {
        let fitted = loan::with(self.key, (), |loan, ()| loan.buffer.copy_if_they_fit(bytes));
        if fitted != Ok(true) {
            self.put(self.limits.copied, |buffer| buffer.copy(bytes));
        }
    }

    /// Writes bytes by forwarding them.
    #[inline]
    pub(in crate::body) fn pass(&mut self, bytes: Bytes) {
        let (gate, limit) = (&self.channel.gate, self.limits.passed);
        let fitted = loan::with(self.key, bytes, |loan, bytes| {
            loan.buffer.pass_if_they_fit(bytes)?;
            if loan.buffer.len() >= limit {
                gate.shut(FULL);
            }
            Ok(())
        });
        if let Ok(Err(bytes)) | Err(bytes) = fitted {
            self.put(limit, |buffer| buffer.pass(bytes));
        }
    }

    /// Writes to the lent buffer, or to the shared one without a loan.
    ///
    /// Sets [`FULL`] if `limit` bytes or more are then in the lent buffer, and always after a write
    /// to the shared one.
    #[cold]
    fn put(&mut self, limit: usize, put: impl FnOnce(&mut Buffer)) {
        self.find_again();
        let lent = loan::with(self.key, put, |loan, put| {
            put(&mut loan.buffer);
            loan.buffer.len() >= limit
        });
        match lent {
            Ok(false) => {}
            Ok(true) => self.channel.gate.shut(FULL),
            Err(put) => {
                self.key = NOBODY;
                self.channel.gate.shut(FULL);
                self.channel.put(put);
            }
        }
    }

    /// Looks for the loan again, once the reader has emptied the shared buffer.
    fn find_again(&mut self) {
        if self.key == NOBODY && !self.channel.outside.load(Ordering::Relaxed) {
            self.key = self.channel.key();
        }
    }

    /// Opens a child, which the reader takes over at its next turn.
    pub(in crate::body) fn open(&mut self, opened: T) {
        self.channel.open(opened, false);
    }

    /// Opens a child as [`open`](Self::open) does, with a placeholder at this position.
    ///
    /// The child gets a [`Seat`]. If too many seats are taken, the next awaited write or flush
    /// waits.
    pub(in crate::body) fn open_here(&mut self, opened: impl FnOnce(Seat) -> T) {
        let (seat, is_crowded) = self.channel.seats.sit();
        if is_crowded {
            self.channel.gate.shut(FULL);
        }
        self.find_again();
        let is_lent = loan::with(self.key, (), |loan, ()| loan.buffer.push_room()).is_ok();
        if !is_lent {
            self.key = NOBODY;
        }
        self.channel.open(opened(seat), !is_lent);
    }

    /// Waits until there is capacity for more, if a write has filled the buffer.
    #[inline]
    pub(in crate::body) fn poll_room(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Disconnected>> {
        if self.channel.gate.is_open() { Poll::Ready(Ok(())) } else { self.poll_gate(cx) }
    }

    #[cold]
    fn poll_gate(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        ready!(self.poll_below(self.limits.copied, cx))?;
        ready!(self.channel.seats.poll_room(cx));
        self.channel.gate.reopen(FULL);
        Poll::Ready(Ok(()))
    }

    /// Waits until everything that was written has been taken.
    pub(in crate::body) fn poll_flush(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Disconnected>> {
        ready!(self.poll_below(1, cx))?;
        if self.channel.waits_for_reader(cx) {
            return Poll::Pending;
        }
        self.channel.seats.poll_room(cx).map(Ok)
    }

    fn poll_below(&mut self, limit: usize, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.find_again();
        let waker = cx.waker();
        let asked = loan::with(self.key, (), |loan, ()| {
            let is_below = loan.buffer.len() < limit;
            let is_polled = loan.is_polled_with(waker);
            loan.is_awaited |= is_polled && !is_below;
            (is_below, is_polled)
        });
        match asked {
            Ok((true, _)) => Poll::Ready(Ok(())),
            // The body is polled again once it has returned what is buffered, and then polls this
            // future.
            Ok((false, true)) => Poll::Pending,
            Ok((false, false)) => {
                // A waker is foreign code, so it is neither cloned nor dropped while the
                // thread-local is borrowed.
                let waiting = Some((waker.clone(), limit));
                let old = loan::with(self.key, waiting, |loan, waiting| {
                    mem::replace(&mut loan.waiting, waiting)
                });
                drop(old);
                Poll::Pending
            }
            Err(()) => {
                let lent = loan::with(self.channel.key(), (), |loan, ()| loan.buffer.len()).ok();
                self.channel.poll_below(limit, lent, cx).map(|is_closed| match is_closed {
                    true => Err(Disconnected),
                    false => Ok(()),
                })
            }
        }
    }
}

impl<T> Drop for Writer<T> {
    fn drop(&mut self) {
        self.channel.end_writer(if panicking() { End::Panicked } else { End::Dropped });
    }
}
