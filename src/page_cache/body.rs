//! The response body of the layer: a cached page, a shared body, or the body of the handler.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;

use super::nesting::{FlightNumber, Wait, polling};
use super::page::CachedPage;
use super::shared_body::{BoxError, Reader};
use crate::body::{Body, SizeHintCallers};

pin_project! {
    /// The response body of a [`PageCacheService`](super::PageCacheService).
    ///
    /// It is a cached page, a page that is being rendered, or the unchanged body of the handler.
    pub struct CachedBody<B> {
        #[pin]
        source: Source<B>,
    }
}

pin_project! {
    #[project = Projected]
    // The source of the frames.
    enum Source<B> {
        // `next` is the index of the first block that was not sent.
        Cached { page: Arc<CachedPage>, next: usize },
        Shared { reader: Reader },
        // The body of a response to `HEAD`, or of a 304.
        Empty { body: Body },
        // `flight` waits for the body, and `_wait` is the wait of another one for `flight`.
        Handler { #[pin] body: B, flight: Option<FlightNumber>, _wait: Option<Wait> },
    }
}

impl<B> CachedBody<B> {
    /// Creates a body that sends a cached page.
    pub(super) fn cached(page: Arc<CachedPage>) -> Self {
        Self { source: Source::Cached { page, next: 0 } }
    }

    /// Creates a body that reads a shared body.
    pub(super) fn shared(reader: Reader) -> Self {
        Self { source: Source::Shared { reader } }
    }

    /// Creates the body of a response without content.
    pub(super) fn empty(callers: SizeHintCallers) -> Self {
        Self { source: Source::Empty { body: Body::no_content(callers) } }
    }

    /// Creates a body that forwards the body of the handler.
    ///
    /// `flight` waits for the body, and `wait` is the wait of another flight for it.
    pub(super) fn handler(body: B, flight: Option<FlightNumber>, wait: Option<Wait>) -> Self {
        Self { source: Source::Handler { body, flight, _wait: wait } }
    }

    /// Returns whether the page may become a cached page.
    pub(super) fn may_be_stored(&self) -> bool {
        matches!(&self.source, Source::Shared { reader } if reader.may_be_stored())
    }
}

impl<B> http_body::Body for CachedBody<B>
where
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self.project().source.project() {
            Projected::Cached { page, next } => {
                let block = page.blocks().get(*next).cloned();
                *next += 1;
                Poll::Ready(block.map(|block| Ok(Frame::data(block))))
            }
            Projected::Shared { reader } => reader.poll_frame(cx),
            Projected::Empty { body } => Pin::new(body).poll_frame(cx).map_err(Into::into),
            Projected::Handler { body, flight, .. } => {
                polling(*flight, || body.poll_frame(cx)).map_err(Into::into)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.source {
            Source::Cached { page, next } => *next >= page.blocks().len(),
            Source::Shared { reader } => reader.is_end_stream(),
            Source::Empty { body } => body.is_end_stream(),
            Source::Handler { body, .. } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            Source::Cached { page, next } => {
                let left = page.blocks().get(*next..).unwrap_or_default();
                SizeHint::with_exact(left.iter().map(|block| block.len() as u64).sum())
            }
            Source::Shared { reader } => reader.size_hint(),
            Source::Empty { body } => body.size_hint(),
            Source::Handler { body, .. } => body.size_hint(),
        }
    }
}

impl<B> fmt::Debug for CachedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Cached { page, .. } => {
                f.debug_tuple("CachedBody::Cached").field(&page.weight()).finish()
            }
            Source::Shared { reader } => f.debug_tuple("CachedBody::Shared").field(reader).finish(),
            Source::Empty { .. } => f.write_str("CachedBody::Empty"),
            Source::Handler { .. } => f.debug_tuple("CachedBody::Handler").finish_non_exhaustive(),
        }
    }
}
