//! The body that a server polls, and the writer's side of it.

mod buffer;
mod chunk;
mod error;
mod gate;
mod lend;
#[cfg(all(test, headfirst_loom))]
mod models;
mod parts;
mod passed;
mod render;
mod shared;
mod stream;
mod sync;
mod trailers;
mod watch;
mod woken;
mod writer;

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

pub(crate) use buffer::{Buffer, PASSED};
pub use chunk::Chunk;
pub(crate) use chunk::Octets;
pub(crate) use error::outcome;
pub use error::{Disconnected, Outcome, RenderError};
pub(crate) use parts::{Place, Recover};
use passed::Passed;
pub(crate) use render::Rendering;
pub(crate) use stream::{Blank, DEEPEST, Stream};
pub use trailers::Trailer;
pub(crate) use trailers::Trailers;
pub use watch::{End, Sent};
pub(crate) use watch::{Watch, Watchers};
pub(crate) use writer::Writer;

/// The body of a response that has left: what a server polls.
///
/// Every exit of a handler has this one type. It is `Send`, made of [`Bytes`], and knows no runtime
/// and no socket. Dropping it drops the render.
pub struct Body {
    kind: Kind,
    /// None, where nobody wants to know how it ends.
    watch: Option<Box<Watch>>,
}

enum Kind {
    /// No content by the method or the status, of no length that a server could announce.
    Absent,
    Full(Bytes),
    /// Behind a pointer, so that a body is moved at the cost of a few words.
    Stream(Box<Stream>, Option<Trailers>),
    Passed(Box<Passed>),
}

impl Body {
    pub(crate) fn absent() -> Self {
        Self { kind: Kind::Absent, watch: None }
    }

    pub(crate) fn full(content: Bytes) -> Self {
        Self { kind: Kind::Full(content), watch: None }
    }

    pub(crate) fn stream(stream: Box<Stream>, trailers: Option<Trailers>) -> Self {
        Self { kind: Kind::Stream(stream, trailers), watch: None }
    }

    /// Octets, and then a body that somebody else has made.
    pub(crate) fn passed<B>(first: Bytes, body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        Self { kind: Kind::Passed(Box::new(Passed::new(first, body))), watch: None }
    }

    #[cold]
    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        let Self { kind, watch } = self;
        let Some(watch) = watch else { return kind.poll_frame(cx) };
        let polled = ready!(watch.inside(|| kind.poll_frame(cx)));
        watch.polled(&polled);
        Poll::Ready(polled)
    }

    /// One that is watched already is watched by both.
    pub(crate) fn watched(mut self, watch: Watch) -> Self {
        self.watch = Some(Box::new(match self.watch.take() {
            Some(before) => before.joined(watch),
            None => watch,
        }));
        self
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = RenderError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        // Most frames are watched by nobody, and those of a render ready when they are asked for.
        match &mut *self {
            Self { kind: Kind::Passed(passed), watch: None } => return passed.poll_frame(cx),
            Self { kind: Kind::Stream(stream, _), watch: None } => {
                if let Some(frame) = stream.plain() {
                    return Poll::Ready(Some(Ok(Frame::data(frame.take()))));
                }
            }
            _ => {}
        }
        self.poll_next(cx)
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Absent => true,
            Kind::Full(content) => content.is_empty(),
            Kind::Stream(stream, trailers) => {
                stream.is_end() && trailers.as_ref().is_none_or(Trailers::is_empty)
            }
            Kind::Passed(passed) => passed.is_end(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Absent | Kind::Stream(..) => SizeHint::default(),
            Kind::Full(content) => SizeHint::with_exact(content.len() as u64),
            Kind::Passed(passed) => passed.size_hint(),
        }
    }
}

impl Kind {
    fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        match self {
            Self::Absent => Poll::Ready(None),
            Self::Full(content) if content.is_empty() => Poll::Ready(None),
            Self::Full(content) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(content))))),
            Self::Passed(passed) => passed.poll_frame(cx),
            Self::Stream(stream, trailers) => match ready!(stream.poll_chunk(cx)) {
                Some(Ok(frame)) => Poll::Ready(Some(Ok(Frame::data(frame)))),
                Some(Err(error)) => {
                    // What failed has no end that they could follow.
                    *trailers = None;
                    Poll::Ready(Some(Err(error)))
                }
                None => {
                    let fields = trailers.take().and_then(|trailers| trailers.take());
                    Poll::Ready(fields.map(|fields| Ok(Frame::trailers(fields))))
                }
            },
        }
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if let Some(mut watch) = self.watch.take() {
            watch.dropped(match &self.kind {
                // A server may stop where the length is reached that was announced.
                Kind::Passed(passed) => passed.is_complete(),
                _ => http_body::Body::is_end_stream(self),
            });
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Absent => f.write_str("Body::Absent"),
            Kind::Full(content) => f.debug_tuple("Body::Full").field(&content.len()).finish(),
            Kind::Stream(stream, _) => f.debug_tuple("Body::Stream").field(stream).finish(),
            Kind::Passed(passed) => {
                f.debug_tuple("Body::Passed").field(&passed.size_hint()).finish()
            }
        }
    }
}
