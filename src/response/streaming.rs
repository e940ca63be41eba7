// What is sent while the page is rendered. Included by `mod.rs`.

/// Parts: Suspense boundaries, and content that stands where it was opened.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/part.md")]
    pub fn part<F, Fut>(&mut self, render: F) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let part = self.part_of(render, None);
        self.data.open_here(part);
        self
    }

    /// Opens a part as [`part`](Self::part) does; if it fails, this is rendered after everything that it has
    /// written, and the page goes on.
    ///
    /// The parts that it has opened go on too, and stand before what is rendered here. The page cache does not
    /// store a page of which a part has failed.
    pub fn part_or_else<F, Fut>(
        &mut self,
        render: F,
        recover: impl FnOnce(RenderError, &mut Response<Streaming>) + Send + 'static,
    ) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let recover = self.recovering(recover);
        let part = self.part_of(render, Some((recover, Replaces::TheRest)));
        self.data.open_here(part);
        self
    }

    #[doc = include_str!("../../docs/response/boundary.md")]
    pub fn boundary<'c, F, Fut>(
        &mut self,
        html: &Html,
        fallback: impl IntoChunk<'c>,
        render: F,
    ) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let part = self.part_of(render, None);
        self.open_boundary(html, fallback.into_chunk(), part)
    }

    /// Opens a boundary as [`boundary`](Self::boundary) does; if it fails, this is rendered in its place,
    /// and the page goes on. Nothing that the boundary has written is shown. The page cache does not store a
    /// page of which a boundary has failed.
    pub fn boundary_or_else<'c, F, Fut>(
        &mut self,
        html: &Html,
        fallback: impl IntoChunk<'c>,
        render: F,
        recover: impl FnOnce(RenderError, &mut Response<Streaming>) + Send + 'static,
    ) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let recover = self.recovering(recover);
        let part = self.part_of(render, Some((recover, Replaces::All)));
        self.open_boundary(html, fallback.into_chunk(), part)
    }

    /// Sends a trailer that the head has declared.
    ///
    /// It comes after the body, where the body is complete. On HTTP/1.1 hyper sends it to a client that
    /// said `TE: trailers`, and to no other.
    pub fn send_trailer(&mut self, trailer: Trailer, value: impl IntoHeaderValue) -> &mut Self
    where
        P: CanAddParts,
    {
        trailer.send(value.into_header_value());
        self
    }

    /// Leads the browser elsewhere although the status has left: by a `<meta>` in the markup.
    ///
    /// A client that does not render the page, such as a crawler or a program, sees a page with the
    /// status that was sent. Where the head is open, use [`redirect`](Self::redirect).
    /// The page cache does not store the page.
    pub fn write_meta_refresh(&mut self, _html: &Html, location: &str) -> &mut Self
    where
        P: CanAddParts,
    {
        self.cookies.ticket().into_iter().for_each(Ticket::void);
        self.write(r#"<meta http-equiv="refresh" content="0;url="#);
        // What a URL parser removes anyway, and so it hides no quote from the next line.
        let location = location.trim_matches(|c| c <= ' ');
        // HTML, shared declarative refresh steps: "Skip quotes: If the code point in input pointed to by
        // position is U+0027 APOSTROPHE (') or U+0022 QUOTATION MARK ("), then let quote be that code
        // point". No scheme begins with one, so this is the same relative URL.
        if location.starts_with(['\'', '"']) {
            self.write("./");
        }
        for c in location.chars() {
            match c {
                '&' => self.write("&amp;"),
                '"' => self.write("&quot;"),
                '<' => self.write("&lt;"),
                // A parser of HTML would replace it.
                '\0' => self.write("%00"),
                _ => self.write(&*c.encode_utf8(&mut [0; 4])),
            };
        }
        self.write(r#"">"#)
    }

    /// Keeps crawlers from listing a page that turned out not to be there although the status has
    /// left: by a `<meta>` in the markup.
    ///
    /// Where the head is open, use [`set_status`](Self::set_status). The page cache does not store the page.
    pub fn write_meta_noindex(&mut self, _html: &Html) -> &mut Self
    where
        P: CanAddParts,
    {
        self.cookies.ticket().into_iter().for_each(Ticket::void);
        self.write(r#"<meta name="robots" content="noindex">"#)
    }

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
    #[cfg(feature = "stream")]
    pub async fn write_stream<C, E>(
        &mut self,
        chunks: impl Stream<Item = Result<C, E>>,
    ) -> Result<(), Box<dyn Error + Send + Sync>>
    where
        P: CanFlush,
        C: IntoChunk<'static>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let mut chunks = pin!(chunks);
        while let Some(chunk) = poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            self.write(chunk.map_err(Into::into)?).await?;
        }
        Ok(())
    }
}
