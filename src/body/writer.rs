//! The writer's side of a body.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};
use std::{fmt, mem};

use bytes::Bytes;

use super::buffer::{AHEAD, Buffer, FRAME};
use super::error::Disconnected;
use super::gate::FULL;
use super::lend::{self, Key, NOBODY};
use super::parts::{Opened, Place, Recover};
use super::shared::{Shared, WriterEnd};
use super::stream::Stream;
use super::sync::panicking;

/// Appends to a body, from the render or from wherever the render has moved it.
///
/// There is one for each body, and it is used through `&mut`: what it writes has one order.
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Writer {
    shared: Arc<Shared>,
    depth: u8,
    /// Under which the loan is found; [`NOBODY`] while octets may wait outside, which it must not overtake.
    key: Key,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, depth: u8) -> Self {
        Self { key: shared.key(), shared, depth }
    }

    /// How many pages this is inside of: none for a page, and one for its parts.
    pub(crate) fn depth(&self) -> u8 {
        self.depth
    }

    /// Inlined always: as a call, it makes a small write a quarter dearer.
    #[inline(always)]
    pub(crate) fn copy(&mut self, octets: &[u8]) {
        let fitted = lend::with(self.key, (), |loan, ()| loan.buffer.copy_if_they_fit(octets));
        if fitted != Ok(true) {
            self.put(FRAME, |buffer| buffer.copy(octets));
        }
    }

    #[inline]
    pub(crate) fn pass(&mut self, octets: Bytes) {
        let shared = &self.shared;
        let fitted = lend::with(self.key, octets, |loan, octets| {
            loan.buffer.pass_if_they_fit(octets)?;
            if loan.buffer.len() >= AHEAD {
                shared.gate.shut(FULL);
            }
            Ok(())
        });
        if let Ok(Err(octets)) | Err(octets) = fitted {
            self.put(AHEAD, |buffer| buffer.pass(octets));
        }
    }

    /// Puts octets into the buffer that is lent, or else into the one that is shared. There is room where
    /// fewer than the limit wait in the lent one.
    #[cold]
    fn put(&mut self, limit: usize, put: impl FnOnce(&mut Buffer)) {
        self.find_again();
        let lent = lend::with(self.key, put, |loan, put| {
            put(&mut loan.buffer);
            loan.buffer.len() >= limit
        });
        match lent {
            Ok(false) => {}
            Ok(true) => self.shared.gate.shut(FULL),
            Err(put) => {
                self.key = NOBODY;
                self.shared.gate.shut(FULL);
                self.shared.put(put);
            }
        }
    }

    /// Looks for the loan again, once the body has taken what waited outside.
    fn find_again(&mut self) {
        if self.key == NOBODY && !self.shared.outside.load(Ordering::Relaxed) {
            self.key = self.shared.key();
        }
    }

    /// Opens a part, which the body polls from now on.
    pub(crate) fn open(&mut self, stream: Box<Stream>, place: Place, recover: Option<Recover>) {
        let mut leaves_room_outside = false;
        if matches!(place, Place::Here) {
            self.find_again();
            if lend::with(self.key, (), |loan, ()| loan.buffer.push_room()).is_err() {
                self.key = NOBODY;
                leaves_room_outside = true;
            }
        }
        self.shared.open(Opened { stream, place, recover }, leaves_room_outside);
    }

    /// Waits until less than a frame is waiting to be taken, where a write has left no room.
    #[inline]
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        if self.shared.gate.is_open() { Poll::Ready(Ok(())) } else { self.poll_gate(cx) }
    }

    #[cold]
    fn poll_gate(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        ready!(self.poll_below(FRAME, cx))?;
        self.shared.gate.reopen(FULL);
        Poll::Ready(Ok(()))
    }

    /// Waits until nothing is waiting to be taken.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.poll_below(1, cx)
    }

    fn poll_below(&mut self, limit: usize, cx: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        self.find_again();
        let waker = cx.waker();
        let asked = lend::with(self.key, (), |loan, ()| {
            (loan.buffer.len() < limit, loan.is_polled_with(waker))
        });
        match asked {
            Ok((true, _)) => Poll::Ready(Ok(())),
            // The body is polled again when it has given what waits, and polls this.
            Ok((false, true)) => Poll::Pending,
            Ok((false, false)) => {
                // Neither made nor dropped while the slot is borrowed: a waker is foreign code.
                let waiting = Some((waker.clone(), limit));
                let old = lend::with(self.key, waiting, |loan, waiting| {
                    mem::replace(&mut loan.waiting, waiting)
                });
                drop(old);
                Poll::Pending
            }
            Err(()) => self.shared.poll_below(limit, cx),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.end_writer(if panicking() { WriterEnd::Panicked } else { WriterEnd::Dropped });
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}
