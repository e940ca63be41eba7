//! The body that a server polls, and the writer's side of it.

// Three floors, each of which imports from those below it only:
//
// ```text
// Body         here, failure, no_content    what a server sees: frames, a length, one end
//   │ ├─ passed                             a body that came from elsewhere
//   ▼
// page/        mod, parts, render, writer   a tree of renders: order, parts, recoveries
//   ▼
// pipe/        writer, reader, loan, …      bytes from one writer to one reader, in order
// ```
//
// The journey of a chunk, from `page.write("<li>")` to the server:
//
// 1. The server polls `Body`, which polls its `Page`. Everything that was written before is
//    taken by now, so the page polls its render, and lends it the buffer of its pipe meanwhile.
// 2. The render writes. Its `Writer` finds the loan and appends to the buffer. An awaited write waits when
//    16 KiB are in it; in a part, 8 KiB. A writer that was moved to another task finds no loan: it takes the lock of
//    the channel, and wakes the server.
// 3. The render waits for something, or returns. The page takes the buffer back, and takes frames from it. At
//    the room of a part it takes the bytes of that part, which wait in a pipe of their own.
// 4. `Body` gives the server one frame at each poll. When none is left, it begins again at 1.
//
// The end comes when the render has returned, its writer is gone, wherever that was, and all parts have ended.
// A failure of any of these closes what failed, and arrives at `Body` unless something is rendered in its
// place. `Body` drops everything, and tells the server when it has flushed (`failure`).

mod chunk;
mod error;
mod failure;
mod foreign;
#[cfg(all(test, headfirst_loom))]
mod models;
mod no_content;
mod page;
mod passed;
mod pipe;
mod trailers;
mod watch;

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

pub use chunk::Chunk;
pub(crate) use chunk::Octets;
#[cfg(feature = "local")]
pub(crate) use error::outcome;
pub use error::{Disconnected, RenderError, RenderOutput};
use failure::Failure;
pub(crate) use foreign::Foreign;
pub(crate) use no_content::Asks;
use no_content::NoContent;
pub(crate) use page::{Blank, Page, Recover, Rendering, Replaces, Work, Writer};
use passed::Passed;
pub(crate) use pipe::{Buffer, PASSED};
pub use trailers::Trailer;
pub(crate) use trailers::Trailers;
pub use watch::{Completion, ResponseSummary};
pub(crate) use watch::{Watch, Watchers};

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
    /// No content by the method or the status.
    Absent(NoContent),
    Full(Bytes),
    /// Behind a pointer, so that a body is moved at the cost of a few words.
    Page(Box<Page>, Option<Trailers>),
    Passed(Box<Passed>),
    /// It has failed. What made it is dropped.
    Failed(Box<Failure>),
}

impl Body {
    pub(crate) fn absent(asks: Asks) -> Self {
        Self { kind: Kind::Absent(NoContent::for_those(asks)), watch: None }
    }

    pub(crate) fn full(content: Bytes) -> Self {
        Self { kind: Kind::Full(content), watch: None }
    }

    pub(crate) fn page(page: Box<Page>, trailers: Option<Trailers>) -> Self {
        Self { kind: Kind::Page(page, trailers), watch: None }
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
        let polled = watch.inside(|| kind.poll_frame(cx));
        if let Kind::Failed(_) = kind {
            // The server is told later, or never if it drops the body before.
            watch.failed();
        }
        let polled = ready!(polled);
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
            Self { kind: Kind::Passed(passed), watch: None } if passed.is_theirs() => {
                return passed.poll_theirs(cx);
            }
            Self { kind: Kind::Page(page, _), watch: None } => {
                if let Some(frame) = page.plain() {
                    return Poll::Ready(Some(Ok(Frame::data(frame.take()))));
                }
            }
            _ => {}
        }
        self.poll_next(cx)
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Absent(_) => true,
            Kind::Full(content) => content.is_empty(),
            Kind::Page(page, trailers) => {
                page.is_end() && trailers.as_ref().is_none_or(Trailers::is_empty)
            }
            Kind::Passed(passed) => passed.is_end(),
            Kind::Failed(failure) => failure.is_told(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Absent(no_content) => no_content.size_hint(),
            Kind::Page(..) | Kind::Failed(_) => SizeHint::default(),
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
        let error = match self {
            Self::Absent(_) => return Poll::Ready(None),
            Self::Full(content) if content.is_empty() => return Poll::Ready(None),
            Self::Full(content) => {
                return Poll::Ready(Some(Ok(Frame::data(std::mem::take(content)))));
            }
            Self::Passed(passed) => match ready!(passed.poll_frame(cx)) {
                Some(Err(error)) => error,
                frame => return Poll::Ready(frame),
            },
            Self::Page(page, trailers) => match ready!(page.poll_frame(cx)) {
                Some(Ok(frame)) => return Poll::Ready(Some(Ok(Frame::data(frame)))),
                Some(Err(error)) => error,
                None => {
                    let fields = trailers.take().and_then(|trailers| trailers.take());
                    return Poll::Ready(fields.map(|fields| Ok(Frame::trailers(fields))));
                }
            },
            Self::Failed(failure) => return failure.poll(cx).map(|error| error.map(Err)),
        };
        // What made it is dropped here.
        *self = Self::Failed(Box::new(Failure::new(error)));
        self.poll_frame(cx)
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
            Kind::Absent(_) => f.write_str("Body::Absent"),
            Kind::Full(content) => f.debug_tuple("Body::Full").field(&content.len()).finish(),
            Kind::Page(page, _) => f.debug_tuple("Body::Page").field(page).finish(),
            Kind::Failed(failure) => f.debug_tuple("Body::Failed").field(failure).finish(),
            Kind::Passed(passed) => {
                f.debug_tuple("Body::Passed").field(&passed.size_hint()).finish()
            }
        }
    }
}
