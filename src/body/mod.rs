//! The response body that a server polls, and the types for writing it.

// This module has three layers. Each imports only from the layers below it:
//
// ```text
// Body         here, convert, kind, failure the server's view: frames, a length, one end
//   │ ├─ forwarded, no_content              a body from another source, or none
//   │ └─ watcher, report, trailers          the end callbacks, and what follows the content
//   ▼
// page/        mod, part, render, writer    a tree of renders: order, parts, recoveries
//   ▼
// pipe/        writer, reader, local, …     bytes from one writer to one reader, in order
//
// limits       every limit, with its unit and its reason
// error        the error of a body; disconnected, the one of its writer
// output       the return values of render functions
// user_value   a value of the user, which may panic when it is dropped
// ```
//
// The journey of a chunk, from `page.write("<li>")` to the server:
//
// 1. The server polls `Body` (here), which polls its `Page` (`page/outermost`). Everything that was
//    written before has been taken by now. So the page polls its render future (`page/render`), and
//    puts the buffer of its pipe into a thread-local for the duration of the poll (`pipe/local`).
// 2. The render function writes. Its `Writer` (`page/writer`, `pipe/writer`) finds that local
//    buffer and appends to it (`pipe/buffer`). An awaited write waits while the buffer holds
//    16 KiB, or 8 KiB in a part. A writer that was moved to another task does not find the local
//    buffer. It locks the channel (`pipe/channel`) and wakes the server.
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
//
// In the order of reading: `limits`, `pipe/mod` and the files that it lists, `page/mod`,
// `page/render`, `page/part`, `page/parts`, `page/outermost`, `kind`, and the code below.

mod chunk;
mod content;
mod convert;
mod disconnected;
mod error;
mod failure;
mod forwarded;
mod kind;
mod limits;
#[cfg(all(test, headfirst_loom))]
mod models;
mod no_content;
mod output;
mod page;
mod pipe;
mod report;
mod trailers;
mod user_value;
mod watcher;

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

pub(crate) use chunk::ChunkBytes;
pub use chunk::{Chunk, IntoChunk};
pub use content::IntoContent;
pub use disconnected::Disconnected;
pub use error::RenderError;
use forwarded::Forwarded;
use kind::Kind;
pub(crate) use limits::MIN_ZERO_COPY;
use no_content::NoContent;
pub(crate) use no_content::SizeHintCallers;
#[cfg(feature = "local")]
pub(crate) use output::render_result;
pub use output::{RecoverOutput, RenderOutput, RenderResult};
pub(crate) use page::{LazyRender, NewPage, Page, Recovery, RecoveryScope, RenderFuture, Writer};
pub(crate) use pipe::Buffer;
pub use report::{Completion, ResponseSummary};
pub use trailers::Trailer;
pub(crate) use trailers::Trailers;
pub(crate) use user_value::{UserValue, ignoring_panics};
pub(crate) use watcher::{EndCallbacks, EndWatcher};

/// The response body that a server polls.
///
/// Every method that finishes a response returns this type. It is `Send`, yields [`Bytes`], and
/// depends on no runtime and no socket. Dropping it drops the render future.
///
/// # Examples
/// ```
/// use headfirst::{Body, Head, Response};
/// use http_body_util::BodyExt;
///
/// let body: Body = Response::<Head>::new().send("<h1>Orders</h1>").into_body();
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// assert_eq!(body.collect().await?.to_bytes(), "<h1>Orders</h1>");
/// # Ok::<(), headfirst::body::RenderError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A body can also be created without a response, for a request in a test:
/// ```
/// use headfirst::Body;
///
/// let request = http::Request::post("/orders").body(Body::from("eggs"))?;
/// # assert_eq!(http_body::Body::size_hint(request.body()).exact(), Some(4));
/// # Ok::<(), http::Error>(())
/// ```
pub struct Body {
    kind: Kind,
    /// The recorder of the end, or `None` if no end callback was registered.
    watcher: Option<Box<EndWatcher>>,
}

impl Body {
    fn new(kind: Kind) -> Self {
        Self { kind, watcher: None }
    }

    /// Creates a body of zero bytes.
    #[must_use]
    pub fn empty() -> Self {
        Self::full(Bytes::new())
    }

    /// Creates a body without content.
    pub(crate) fn no_content(callers: SizeHintCallers) -> Self {
        Self::new(Kind::NoContent(NoContent::new(callers)))
    }

    /// Creates a body with this content.
    pub(crate) fn full(content: Bytes) -> Self {
        Self::new(Kind::Full(content))
    }

    /// Creates a body that streams a page, then the trailers.
    pub(crate) fn page(page: Box<Page>, trailers: Option<Trailers>) -> Self {
        Self::new(Kind::Page(page, trailers))
    }

    /// Creates a body that sends `prefix` and then forwards `body`.
    ///
    /// `len` is the length of `body` that its head declares.
    pub(crate) fn forwarded<B>(prefix: Bytes, body: B, len: Option<u64>) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::new(Kind::Forwarded(Box::new(Forwarded::new(prefix, body, len))))
    }

    #[cold]
    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        let Self { kind, watcher } = self;
        let Some(watcher) = watcher else { return kind.poll_frame(cx) };
        let polled = watcher.in_span(|| kind.poll_frame(cx));
        if let Some(error) = kind.error() {
            // The server receives the failure later, or never, if it drops the body first.
            watcher.record_failure(error);
        }
        let polled = ready!(polled);
        watcher.record_poll(&polled);
        Poll::Ready(polled)
    }

    /// Registers a recorder of the end. An existing recorder is merged with it.
    pub(crate) fn with_watcher(mut self, watcher: EndWatcher) -> Self {
        self.watcher = Some(Box::new(match self.watcher.take() {
            Some(existing) => existing.merge(watcher),
            None => watcher,
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
            Self { kind: Kind::Forwarded(body), watcher: None } if body.is_inner_next() => {
                return body.poll_inner(cx);
            }
            Self { kind: Kind::Page(page, _), watcher: None } => {
                if let Some(frame) = page.ready_frame() {
                    return Poll::Ready(Some(Ok(Frame::data(frame.take()))));
                }
            }
            _ => {}
        }
        self.poll_next(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.kind.is_end()
    }

    fn size_hint(&self) -> SizeHint {
        self.kind.size_hint()
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if let Some(mut watcher) = self.watcher.take() {
            watcher.record_drop(self.kind.is_complete());
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}
