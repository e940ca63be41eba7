//! The same bodies as streams and as channels.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use actix_web::body::{BodyStream, MessageBody};
use bytes::Bytes;
use futures_core::Stream;
use futures_util::{SinkExt, StreamExt};
use http_body::{Body, Frame};
use http_body_util::StreamBody;
use http_body_util::channel::Channel;

use super::{Script, Sink, block_on};

pub const FRAMES: &str = "a frame for each write";
pub const TASK: &str = "a frame for each write, from its own task";

/// Each piece as its own `Bytes`, which is the item of a stream.
fn pieces<S: Script>(script: S) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    async_stream::stream! {
        for at in 0..script.pieces() {
            if script.waits_before(at) {
                S::Wait::default().await;
            }
            yield Ok(script.owned(at));
        }
    }
}

/// Converts a stream of pieces to a stream of frames.
fn body(
    pieces: impl Stream<Item = Result<Bytes, Infallible>> + Send,
) -> impl Body<Data = Bytes, Error = Infallible> + Send {
    StreamBody::new(pieces.map(|piece| piece.map(Frame::data)))
}

pub fn async_stream<S: Script>(script: S) -> impl Body<Data = Bytes, Error = Infallible> + Send {
    body(pieces(script))
}

pub(super) fn axum<S: Script>(script: S) -> axum_core::body::Body {
    axum_core::body::Body::from_stream(pieces(script))
}

/// Not an `http_body::Body`.
pub(super) fn actix<S: Script>(script: S, sink: Sink<'_>) {
    block_on(async {
        let mut body = pin!(BodyStream::new(pieces(script)));
        while let Some(Ok(piece)) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
            sink(piece);
        }
    });
}

pub(super) fn channel<S: Script>(script: S) -> Channel<Bytes, Infallible> {
    let (mut sender, body) = Channel::new(16);
    ::tokio::spawn(async move {
        for at in 0..script.pieces() {
            if script.waits_before(at) {
                S::Wait::default().await;
            }
            if sender.send_data(script.owned(at)).await.is_err() {
                return;
            }
        }
    });
    body
}

pub fn tokio<S: Script>(script: S) -> impl Body<Data = Bytes, Error = Infallible> + Send {
    let (sender, receiver) = ::tokio::sync::mpsc::channel(16);
    ::tokio::spawn(async move {
        for at in 0..script.pieces() {
            if script.waits_before(at) {
                S::Wait::default().await;
            }
            if sender.send(Ok(script.owned(at))).await.is_err() {
                return;
            }
        }
    });
    body(Received(receiver))
}

/// `tokio_stream::wrappers::ReceiverStream`.
struct Received(::tokio::sync::mpsc::Receiver<Result<Bytes, Infallible>>);

impl Stream for Received {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

pub(super) fn futures<S: Script>(script: S) -> impl Body<Data = Bytes, Error = Infallible> + Send {
    let (mut sender, receiver) = futures_channel::mpsc::channel(16);
    ::tokio::spawn(async move {
        for at in 0..script.pieces() {
            if script.waits_before(at) {
                S::Wait::default().await;
            }
            if sender.send(Ok(script.owned(at))).await.is_err() {
                return;
            }
        }
    });
    body(receiver)
}
