//! The kinds of body, by the source of their frames.

use std::fmt;
use std::mem;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::error::RenderError;
use super::failure::Failure;
use super::forwarded::Forwarded;
use super::no_content::NoContent;
use super::page::Page;
use super::trailers::Trailers;

/// The source of the frames.
pub(super) enum Kind {
    /// No content, because of the method or the status.
    NoContent(NoContent),
    /// Content that is complete; empty once it was taken.
    Full(Bytes),
    /// A streamed page. Boxed, so that moving a body moves only a few words.
    Page(Box<Page>, Option<Trailers>),
    /// A forwarded body.
    Forwarded(Box<Forwarded>),
    /// A body that failed. Its source was dropped.
    Failed(Box<Failure>),
}

impl Kind {
    /// Polls for the next frame.
    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        let error = match self {
            Self::NoContent(_) => return Poll::Ready(None),
            Self::Full(content) if content.is_empty() => return Poll::Ready(None),
            Self::Full(content) => {
                return Poll::Ready(Some(Ok(Frame::data(mem::take(content)))));
            }
            Self::Forwarded(body) => match ready!(body.poll_frame(cx)) {
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

    /// Returns `true` if everything was sent, including a failure.
    #[inline]
    pub(super) fn is_end(&self) -> bool {
        match self {
            Self::NoContent(_) => true,
            Self::Full(content) => content.is_empty(),
            Self::Page(page, trailers) => {
                page.is_end() && trailers.as_ref().is_none_or(Trailers::is_empty)
            }
            Self::Forwarded(body) => body.is_end(),
            Self::Failed(failure) => failure.is_reported(),
        }
    }

    /// Returns the error of a body that failed.
    ///
    /// Once it was returned to the server, there is no error any more.
    pub(super) fn error(&self) -> Option<&RenderError> {
        match self {
            Self::Failed(failure) => failure.error(),
            Self::Forwarded(body) => body.error(),
            _ => None,
        }
    }

    /// Returns `true` if a server may drop the body now without aborting the response.
    pub(super) fn is_complete(&self) -> bool {
        match self {
            // A server may stop polling once the declared length was sent.
            Self::Forwarded(body) => body.is_complete(),
            _ => self.is_end(),
        }
    }

    /// Returns the length that is left, as far as it is known.
    #[inline]
    pub(super) fn size_hint(&self) -> SizeHint {
        match self {
            Self::NoContent(no_content) => no_content.size_hint(),
            Self::Page(..) | Self::Failed(_) => SizeHint::default(),
            Self::Full(content) => SizeHint::with_exact(content.len() as u64),
            Self::Forwarded(body) => body.size_hint(),
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoContent(_) => f.write_str("Body::NoContent"),
            Self::Full(content) => f.debug_tuple("Body::Full").field(&content.len()).finish(),
            Self::Page(page, _) => f.debug_tuple("Body::Page").field(page).finish(),
            Self::Forwarded(body) => {
                f.debug_tuple("Body::Forwarded").field(&body.size_hint()).finish()
            }
            Self::Failed(failure) => f.debug_tuple("Body::Failed").field(failure).finish(),
        }
    }
}
