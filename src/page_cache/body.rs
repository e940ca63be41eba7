//! The body behind the layer: a page that was kept, or one that is sent and may be kept.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;

use super::Page;
use super::layer::Begun;

pin_project! {
    /// The body of a page that was kept, or that of the handler, frame by frame as it was.
    pub struct CachedBody<B: http_body::Body> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = Projected]
    enum Kind<B: http_body::Body> {
        Kept { content: Bytes },
        // `ahead` is what the body has said to a poll that the server has not made yet.
        Asked { #[pin] body: B, fill: Option<Fill>, ahead: Option<Polled<B>> },
    }
}

type Polled<B> = Poll<Option<Result<Frame<Bytes>, <B as http_body::Body>::Error>>>;

/// What was sent so far of a page that will be kept.
pub(super) struct Fill {
    begun: Begun,
    page: Page,
    sent: BytesMut,
    /// How many octets the body has announced.
    announced: Option<u64>,
}

impl Fill {
    pub(super) fn new(begun: Begun, page: Page) -> Self {
        Self { begun, page, sent: BytesMut::new(), announced: None }
    }

    /// Goes on after this frame; does not where the page becomes too large, or has trailers.
    fn after(mut self, frame: &Frame<Bytes>) -> Option<Self> {
        let data = frame.data_ref()?;
        let fits = self.sent.len() + data.len() <= self.begun.cache.max_page;
        fits.then(|| {
            self.sent.extend_from_slice(data);
            self
        })
    }

    /// Whether a server may ask for no more: what follows is the end, or trailers.
    fn is_all_announced(&self) -> bool {
        self.announced == Some(self.sent.len() as u64)
    }

    /// The page has ended, and was sent in full.
    fn complete(self) {
        let page = Page { content: Bytes::copy_from_slice(&self.sent), ..self.page };
        self.begun.cache.add(self.begun.key, page, self.begun.revalidated);
    }
}

impl<B: http_body::Body> CachedBody<B> {
    pub(super) fn kept(content: Bytes) -> Self {
        Self { kind: Kind::Kept { content } }
    }

    pub(super) fn asked(body: B, mut fill: Option<Fill>) -> Self {
        if body.is_end_stream() {
            // Nobody will poll it.
            fill.take().into_iter().for_each(Fill::complete);
        }
        if let Some(fill) = &mut fill {
            fill.announced = body.size_hint().exact();
        }
        Self { kind: Kind::Asked { body, fill, ahead: None } }
    }
}

impl<B: http_body::Body<Data = Bytes>> http_body::Body for CachedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let (mut body, fill, ahead) = match self.project().kind.project() {
            Projected::Kept { content } if content.is_empty() => return Poll::Ready(None),
            Projected::Kept { content } => {
                return Poll::Ready(Some(Ok(Frame::data(std::mem::take(content)))));
            }
            Projected::Asked { body, fill, ahead } => (body, fill, ahead),
        };
        match ahead.take() {
            None => {}
            Some(Poll::Pending) => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Some(next) => return next,
        }
        let frame = ready!(body.as_mut().poll_frame(cx));
        // On an error what was sent is no page.
        if let Some(going) = fill.take() {
            match &frame {
                None => going.complete(),
                Some(Ok(frame)) => match going.after(frame) {
                    // A server does not poll a body that says it has ended.
                    Some(going) if body.is_end_stream() => going.complete(),
                    // Nor one that has given what it has announced: so it is asked here what follows.
                    Some(going) if going.is_all_announced() => {
                        let next = body.poll_frame(cx);
                        match &next {
                            Poll::Pending => *fill = Some(going),
                            Poll::Ready(None) => going.complete(),
                            Poll::Ready(Some(_)) => {}
                        }
                        *ahead = Some(next);
                    }
                    going => *fill = going,
                },
                Some(Err(_)) => {}
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Kept { content } => content.is_empty(),
            Kind::Asked { ahead: Some(next), .. } => matches!(next, Poll::Ready(None)),
            Kind::Asked { body, .. } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Kept { content } => SizeHint::with_exact(content.len() as u64),
            Kind::Asked { body, .. } => body.size_hint(),
        }
    }
}

impl<B: http_body::Body> fmt::Debug for CachedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Kept { content } => {
                f.debug_tuple("CachedBody::Kept").field(&content.len()).finish()
            }
            Kind::Asked { fill, .. } => f
                .debug_struct("CachedBody::Asked")
                .field("will_be_kept", &fill.is_some())
                .finish_non_exhaustive(),
        }
    }
}
