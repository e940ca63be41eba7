//! The body that a server polls, and the writer's side of it.

mod buffer;
mod error;
mod lend;
mod parts;
mod render;
mod stream;
mod writer;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

pub(crate) use buffer::Buffer;
pub use buffer::Chunk;
pub(crate) use error::outcome;
pub use error::{Disconnected, Outcome, RenderError};
pub(crate) use parts::{Place, Recover};
pub(crate) use stream::Stream;
pub(crate) use writer::Writer;

/// The body of a response that has left: what a server polls.
///
/// Every exit of a handler has this one type. It is `Send`, made of [`Bytes`], and knows no runtime
/// and no socket. Dropping it drops the render.
pub struct Body(Kind);

enum Kind {
    /// No content by the method or the status, of no length that a server could announce.
    Absent,
    Full(Bytes),
    Stream(Stream),
}

impl Body {
    pub(crate) fn absent() -> Self {
        Self(Kind::Absent)
    }

    pub(crate) fn full(content: Bytes) -> Self {
        Self(Kind::Full(content))
    }

    /// A body that begins with `first` and goes on with what `render` writes.
    pub(crate) fn stream<F>(first: Bytes, render: impl FnOnce(Writer) -> F) -> Self
    where
        F: Future<Output = Result<(), RenderError>> + Send + 'static,
    {
        Self(Kind::Stream(Stream::new(first, render)))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = RenderError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        match &mut self.0 {
            Kind::Absent => Poll::Ready(None),
            Kind::Full(content) if content.is_empty() => Poll::Ready(None),
            Kind::Full(content) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(content))))),
            Kind::Stream(stream) => stream.poll_chunk(cx).map_ok(Frame::data),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Absent => true,
            Kind::Full(content) => content.is_empty(),
            Kind::Stream(stream) => stream.is_end(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Absent | Kind::Stream(_) => SizeHint::default(),
            Kind::Full(content) => SizeHint::with_exact(content.len() as u64),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Absent => f.write_str("Body::Absent"),
            Kind::Full(content) => f.debug_tuple("Body::Full").field(&content.len()).finish(),
            Kind::Stream(stream) => f.debug_tuple("Body::Stream").field(stream).finish(),
        }
    }
}
