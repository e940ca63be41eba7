//! Bodies that are created without a response.

#[cfg(feature = "stream")]
use std::error::Error;
#[cfg(feature = "stream")]
use std::pin::Pin;
#[cfg(feature = "stream")]
use std::task::{Context, Poll};

use bytes::Bytes;
#[cfg(feature = "stream")]
use futures_core::Stream;
#[cfg(feature = "stream")]
use http_body::Frame;

use super::Body;

#[cfg(feature = "stream")]
impl Body {
    /// Creates a body of the chunks of a stream.
    ///
    /// An error of the stream ends the body with that error, so the transfer is aborted. In a render
    /// function, [`write_stream`](crate::Response::write_stream) writes chunks between other content.
    ///
    /// # Examples
    /// ```
    /// use futures_util::stream;
    /// use headfirst::header::{CONTENT_TYPE, content_type};
    /// use headfirst::{Body, Head, Response};
    ///
    /// fn export(res: Response<Head>) -> http::Response<Body> {
    ///     let lines = stream::iter(["id,name\n", "7,milk\n"].map(Ok::<_, std::io::Error>));
    ///     let res = res.with_header(CONTENT_TYPE, content_type::TEXT_CSV_UTF_8);
    ///     res.send_body(Body::from_stream(lines))
    /// }
    /// # assert_eq!(export(Response::new()).status(), 200);
    /// ```
    pub fn from_stream<S, C, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<C, E>> + Send + 'static,
        C: Into<Bytes>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::forwarded(Bytes::new(), Chunks(Box::pin(chunks)), None)
    }
}

/// A body of the chunks of a stream.
#[cfg(feature = "stream")]
struct Chunks<S>(Pin<Box<S>>);

#[cfg(feature = "stream")]
impl<S, C, E> http_body::Body for Chunks<S>
where
    S: Stream<Item = Result<C, E>>,
    C: Into<Bytes>,
{
    type Data = Bytes;
    type Error = E;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        let chunk = self.0.as_mut().poll_next(cx);
        chunk.map(|chunk| chunk.map(|chunk| chunk.map(|chunk| Frame::data(chunk.into()))))
    }
}

/// Creates a body of zero bytes.
impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(content: Bytes) -> Self {
        Self::full(content)
    }
}

impl From<Vec<u8>> for Body {
    fn from(content: Vec<u8>) -> Self {
        Self::full(content.into())
    }
}

impl From<String> for Body {
    fn from(content: String) -> Self {
        Self::full(content.into())
    }
}

impl From<&'static str> for Body {
    fn from(content: &'static str) -> Self {
        Self::full(Bytes::from_static(content.as_bytes()))
    }
}
