//! Streams of chunks, as a body.

use std::error::Error;
use std::future::poll_fn;
use std::pin::pin;

use futures_core::Stream;

use crate::body::Chunk;
use crate::phase::Streaming;
use crate::response::Response;

/// Chunks of a stream.
impl Response<Streaming> {
    /// Writes what a stream yields, as fast as the client takes it.
    ///
    /// A body that has nothing of a page around it is passed on by [`send_body`](Response::send_body).
    /// The other way round, `http_body_util::BodyDataStream` makes a stream of a [`Body`](crate::Body).
    ///
    /// # Errors
    /// Returns the first error of the stream, or that the body was dropped.
    ///
    /// # Examples
    /// ```
    /// use futures_util::stream;
    /// use headfirst::{Head, Response};
    ///
    /// let chunks = stream::iter(["<h1>", "Orders", "</h1>"].map(Ok::<_, std::io::Error>));
    /// let res = Response::<Head>::new().stream(async |mut page| page.write_stream(chunks).await);
    /// # let _ = res;
    /// ```
    pub async fn write_stream<C, E>(
        &mut self,
        chunks: impl Stream<Item = Result<C, E>>,
    ) -> Result<(), Box<dyn Error + Send + Sync>>
    where
        C: Into<Chunk<'static>>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let mut chunks = pin!(chunks);
        while let Some(chunk) = poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            self.write(chunk.map_err(Into::into)?).await?;
        }
        Ok(())
    }
}
