//! The best safe bodies that are written by hand, for these scripts and nothing else.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};
use http_body_util::combinators::UnsyncBoxBody;

use super::{Page, Pass, Run, Script, block_on, drain};

/// Octets that make a frame; those of headfirst.
const FRAME: usize = 16 * 1024;

pub(super) const PAGE: [Run<Page>; 2] = [
    |script, sink| block_on(drain(Coalescing::new(script), sink)),
    |script, sink| block_on(drain(UnsyncBoxBody::new(Coalescing::new(script)), sink)),
];

pub(super) const PASS: [Run<Pass>; 2] = [
    |script, sink| block_on(drain(Passing { script, at: 0 }, sink)),
    |script, sink| block_on(drain(UnsyncBoxBody::new(Passing { script, at: 0 }), sink)),
];

/// Copies pieces into a frame until it waits or 16 KiB are there.
struct Coalescing {
    script: Page,
    at: usize,
    has_waited: bool,
    open: BytesMut,
}

impl Coalescing {
    fn new(script: Page) -> Self {
        Self { script, at: 0, has_waited: false, open: BytesMut::new() }
    }

    fn frame(&mut self) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(self.open.split().freeze()))))
    }
}

impl Body for Coalescing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = &mut *self;
        while this.at < this.script.len() {
            if this.script.waits_before(this.at) && !std::mem::replace(&mut this.has_waited, true) {
                cx.waker().wake_by_ref();
                return if this.open.is_empty() { Poll::Pending } else { this.frame() };
            }
            this.has_waited = false;
            let piece = this.script.piece(this.at);
            if this.open.capacity() - this.open.len() < piece.len() {
                this.open.reserve(FRAME);
            }
            this.open.extend_from_slice(piece);
            this.at += 1;
            if this.open.len() >= FRAME {
                return this.frame();
            }
        }
        if this.open.is_empty() { Poll::Ready(None) } else { this.frame() }
    }
}

/// Hands each chunk on as it is.
struct Passing {
    script: Pass,
    at: usize,
}

impl Body for Passing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.at == self.script.len() {
            return Poll::Ready(None);
        }
        self.at += 1;
        Poll::Ready(Some(Ok(Frame::data(self.script.piece(self.at - 1)))))
    }
}
