//! The best hand-written safe bodies, for these scripts only.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use headfirst::{Head, Response};
use http_body::{Body, Frame};
use http_body_util::combinators::UnsyncBoxBody;

use super::{Page, Pass, Run, Script, run};

/// The size of a frame in bytes, as in headfirst.
const FRAME: usize = 16 * 1024;

/// The body alone, in a box, and forwarded by headfirst.
pub(super) const PAGE: [Run<Page>; 3] = [
    |script, sink| run(Coalescing::new, script, sink),
    |script, sink| run(|script| UnsyncBoxBody::new(Coalescing::new(script)), script, sink),
    |script, sink| run(|script| sent(Coalescing::new(script)), script, sink),
];

pub(super) const PASS: [Run<Pass>; 3] = [
    |script, sink| run(Passing::new, script, sink),
    |script, sink| run(|script| UnsyncBoxBody::new(Passing::new(script)), script, sink),
    |script, sink| run(|script| sent(Passing::new(script)), script, sink),
];

fn sent(body: impl Body<Data = Bytes, Error = Infallible> + Send + 'static) -> headfirst::Body {
    Response::<Head>::new().send_body(body).into_body()
}

/// A body that copies pieces into a frame until it waits or the frame has 16 KiB.
pub struct Coalescing<S: Script> {
    script: S,
    at: usize,
    wait: Option<S::Wait>,
    open: BytesMut,
}

impl<S: Script> Coalescing<S> {
    pub fn new(script: S) -> Self {
        Self { script, at: 0, wait: None, open: BytesMut::new() }
    }

    fn frame(&mut self) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(self.open.split().freeze()))))
    }
}

impl<S: Script<Piece = &'static [u8]> + Unpin> Body for Coalescing<S> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = &mut *self;
        while this.at < this.script.pieces() {
            if this.script.waits_before(this.at) {
                let wait = this.wait.get_or_insert_default();
                if Pin::new(wait).poll(cx).is_pending() {
                    return if this.open.is_empty() { Poll::Pending } else { this.frame() };
                }
                this.wait = None;
            }
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

/// A body that forwards each chunk.
struct Passing {
    script: Pass,
    at: usize,
}

impl Passing {
    fn new(script: Pass) -> Self {
        Self { script, at: 0 }
    }
}

impl Body for Passing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.at == self.script.pieces() {
            return Poll::Ready(None);
        }
        self.at += 1;
        Poll::Ready(Some(Ok(Frame::data(self.script.piece(self.at - 1)))))
    }
}
