//! The response body of a middleware layer.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::body::{Body, RenderError};

pin_project! {
    /// The body of a response that came through a [`middleware`](super::middleware).
    ///
    /// It is the body of the handler, which is forwarded frame by frame, or the body of a response
    /// of the middleware itself.
    pub struct LayeredBody<B> {
        #[pin]
        source: Source<B>,
    }
}

pin_project! {
    /// The source of the frames.
    #[project = Projected]
    enum Source<B> {
        Own { body: Body },
        Handler { #[pin] body: B },
    }
}

impl<B> LayeredBody<B> {
    pub(super) fn own(body: Body) -> Self {
        Self { source: Source::Own { body } }
    }

    pub(super) fn handler(body: B) -> Self {
        Self { source: Source::Handler { body } }
    }
}

impl<B> http_body::Body for LayeredBody<B>
where
    B: http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Data = Bytes;
    type Error = RenderError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        match self.project().source.project() {
            Projected::Own { body } => Pin::new(body).poll_frame(cx),
            Projected::Handler { body } => body.poll_frame(cx).map_err(RenderError::from_body),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.source {
            Source::Own { body } => body.is_end_stream(),
            Source::Handler { body } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            Source::Own { body } => body.size_hint(),
            Source::Handler { body } => body.size_hint(),
        }
    }
}

impl<B> fmt::Debug for LayeredBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Own { body } => f.debug_tuple("LayeredBody::Own").field(body).finish(),
            Source::Handler { .. } => f.debug_tuple("LayeredBody::Handler").finish_non_exhaustive(),
        }
    }
}
