//! The response body that a server polls, and the types for writing it.

// This module has three layers. Each imports only from the layers below it:
//
// ```text
// Body         here, failure, no_content    the server's view: frames, a length, one end
//   │ ├─ passed                             a forwarded body, from another source
//   ▼
// page/        mod, parts, render, writer   a tree of renders: order, parts, recoveries
//   ▼
// pipe/        writer, reader, loan, …      bytes from one writer to one reader, in order
// ```
//
// The journey of a chunk, from `page.write("<li>")` to the server:
//
// 1. The server polls `Body` (here), which polls its `Page` (`page/outermost`). Everything that was
//    written before has been taken by now. So the page polls its render future (`page/render`), and
//    lends it the buffer of its pipe for the duration of the poll (`pipe/local`).
// 2. The render function writes. Its `Writer` (`page/writer`, `pipe/writer`) finds the loan and
//    appends to the buffer (`pipe/buffer`). An awaited write waits while the buffer holds 16 KiB,
//    or 8 KiB in a part. A writer that was moved to another task finds no loan. It locks the
//    channel (`pipe/channel`) and wakes the server.
// 3. The render function awaits something that is not ready, or returns. The page gets the buffer
//    back (`pipe/reader`) and takes frames from it (`page/mod`). At the placeholder of a part, it
//    takes the bytes of that part (`page/parts`), which wait in a pipe of their own.
// 4. `Body` returns one frame for each poll of the server. When no frame is left, the next poll
//    starts again at step 1.
//
// The body ends when the render function has returned, its writer was dropped, in any task, and all
// parts have ended. A failure of any of these closes the page or part that failed. The failure
// reaches `Body` unless a recovery renders something in its place. `Body` then drops everything,
// and reports the failure once the server had time to flush (`failure`).

mod chunk;
mod content;
mod error;
mod failure;
mod foreign;
mod limits;
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

pub(crate) use chunk::Octets;
pub use chunk::{Chunk, IntoChunk};
pub use content::IntoContent;
#[cfg(feature = "local")]
pub(crate) use error::outcome;
pub use error::{Disconnected, RenderError, RenderOutput, RenderResult};
use failure::Failure;
pub(crate) use foreign::{Foreign, ignoring_panics};
pub(crate) use limits::MIN_ZERO_COPY;
pub(crate) use no_content::Asks;
use no_content::NoContent;
pub(crate) use page::{LazyRender, NewPage, Page, Recovery, RecoveryScope, RenderFuture, Writer};
use passed::Passed;
pub(crate) use pipe::Buffer;
pub use trailers::Trailer;
pub(crate) use trailers::Trailers;
pub use watch::{Completion, ResponseSummary};
pub(crate) use watch::{Watch, Watchers};

/// The response body that a server polls.
///
/// Every method that finishes a response returns this type. It is `Send`, yields [`Bytes`], and
/// depends on no runtime and no socket. Dropping it drops the render future.
pub struct Body {
    kind: Kind,
    /// The recorder of the end, or `None` if no end callback was registered.
    watch: Option<Box<Watch>>,
}

/// The source of the frames.
enum Kind {
    /// No content, because of the method or the status.
    Absent(NoContent),
    /// Content that is complete; empty once it was taken.
    Full(Bytes),
    /// A streamed page. Boxed, so that moving a body moves only a few words.
    Page(Box<Page>, Option<Trailers>),
    /// A forwarded body.
    Passed(Box<Passed>),
    /// A body that failed. Its source was dropped.
    Failed(Box<Failure>),
}

impl Body {
    /// Creates a body without content.
    pub(crate) fn absent(asks: Asks) -> Self {
        Self { kind: Kind::Absent(NoContent::for_those(asks)), watch: None }
    }

    /// Creates a body with this content.
    pub(crate) fn full(content: Bytes) -> Self {
        Self { kind: Kind::Full(content), watch: None }
    }

    /// Creates a body that streams a page, then the trailers.
    pub(crate) fn page(page: Box<Page>, trailers: Option<Trailers>) -> Self {
        Self { kind: Kind::Page(page, trailers), watch: None }
    }

    /// Creates a body that sends `first` and then forwards `body`.
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
            // The server receives the failure later, or never, if it drops the body first.
            watch.failed();
        }
        let polled = ready!(polled);
        watch.polled(&polled);
        Poll::Ready(polled)
    }

    /// Registers a recorder of the end. An existing recorder is merged with it.
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
        // Fast path: most bodies have no end callback, and most frames of a page are ready when the
        // server polls.
        match &mut *self {
            Self { kind: Kind::Passed(passed), watch: None } if passed.is_theirs() => {
                return passed.poll_theirs(cx);
            }
            Self { kind: Kind::Page(page, _), watch: None } => {
                if let Some(frame) = page.ready_frame() {
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
                    let values = trailers.take().and_then(|trailers| trailers.take());
                    return Poll::Ready(values.map(|values| Ok(Frame::trailers(values))));
                }
            },
            Self::Failed(failure) => return failure.poll(cx).map(|error| error.map(Err)),
        };
        // This drops the source of the failed body.
        *self = Self::Failed(Box::new(Failure::new(error)));
        self.poll_frame(cx)
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if let Some(mut watch) = self.watch.take() {
            watch.dropped(match &self.kind {
                // A server may stop polling once the declared length was sent.
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
