//! Parts of a page that are rendered at the same time as the page.

use std::future::Future;
use std::sync::Mutex;

use bytes::Bytes;
use http::HeaderValue;

use super::{Jar, Response};
use crate::body::{
    Blank, Chunk, DEEPEST, Outcome, Place, Recover, RenderError, Stream, Trailer, outcome,
};
use crate::html::Html;
use crate::phase::Streaming;

/// Parts: Suspense boundaries, and content that stands where it was opened.
impl Response<Streaming> {
    #[doc = include_str!("../../docs/response/part.md")]
    pub fn part<F, Fut>(&mut self, render: F) -> &mut Self
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        let stream = self.stream_of(render);
        self.data.open(stream, Place::Here, None);
        self
    }

    /// Opens a part as [`part`](Self::part) does; where it fails, this is rendered after what it has
    /// written, and the page goes on.
    pub fn part_or<F, Fut>(
        &mut self,
        render: F,
        recover: impl FnOnce(RenderError, &mut Self) + Send + 'static,
    ) -> &mut Self
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        let stream = self.stream_of(render);
        let recover = self.recovering(recover);
        self.data.open(stream, Place::Here, recover);
        self
    }

    #[doc = include_str!("../../docs/response/boundary.md")]
    pub fn boundary<'c, F, Fut>(
        &mut self,
        html: &Html,
        fallback: impl Into<Chunk<'c>>,
        render: F,
    ) -> &mut Self
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        let stream = self.stream_of(render);
        self.open_boundary(html, fallback.into(), stream, None)
    }

    /// Opens a boundary as [`boundary`](Self::boundary) does; where it fails, this is rendered in its
    /// place, and the page goes on.
    pub fn boundary_or<'c, F, Fut>(
        &mut self,
        html: &Html,
        fallback: impl Into<Chunk<'c>>,
        render: F,
        recover: impl FnOnce(RenderError, &mut Self) + Send + 'static,
    ) -> &mut Self
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        let stream = self.stream_of(render);
        let recover = self.recovering(recover);
        self.open_boundary(html, fallback.into(), stream, recover)
    }

    fn open_boundary(
        &mut self,
        html: &Html,
        fallback: Chunk<'_>,
        stream: Box<Stream>,
        recover: Option<Recover>,
    ) -> &mut Self {
        let slot = html.slot();
        self.write(slot.opening()).write(fallback).write(slot.closing());
        self.data.open(stream, slot.place(), recover);
        self
    }

    /// Sends a trailer that the head has declared.
    ///
    /// It comes after the body, where the body is complete. On HTTP/1.1 hyper sends it to a client that
    /// said `TE: trailers`, and to no other.
    pub fn send_trailer(&mut self, trailer: Trailer, value: HeaderValue) -> &mut Self {
        trailer.send(value);
        self
    }

    /// Leads the browser elsewhere although the status has left: by a `<meta>` in the markup.
    ///
    /// A client that does not render the page, such as a crawler or a program, sees a page with the
    /// status that was sent. Where the head is open, use [`redirect`](Self::redirect).
    pub fn late_redirect(&mut self, _html: &Html, location: &str) -> &mut Self {
        self.write(r#"<meta http-equiv="refresh" content="0;url="#);
        for c in location.chars() {
            match c {
                '&' => self.write("&amp;"),
                '"' => self.write("&quot;"),
                '<' => self.write("&lt;"),
                _ => self.write(&*c.encode_utf8(&mut [0; 4])),
            };
        }
        self.write(r#"">"#)
    }

    /// Keeps crawlers from listing a page that turned out not to be there although the status has
    /// left: by a `<meta>` in the markup.
    ///
    /// Where the head is open, use [`set_status`](Self::set_status).
    pub fn late_not_found(&mut self, _html: &Html) -> &mut Self {
        self.write(r#"<meta name="robots" content="noindex">"#)
    }

    /// A page of its own for the same request.
    fn stream_of<F, Fut>(&self, render: F) -> Box<Stream>
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        let (line, cookies) = (self.line.clone(), self.cookies.get().clone());
        let (blank, writer) = Blank::new(Bytes::new(), self.data.depth() + 1);
        let page = Self { line, cookies: Jar::sent(cookies), data: writer };
        blank.part_of(Box::pin(async move { outcome(render(page).await) }))
    }

    /// What comes in the place of a part that fails. What is in the place of one that was too deep is the
    /// end: its parts are too deep as well, and nothing comes in their place.
    fn recovering(
        &self,
        recover: impl FnOnce(RenderError, &mut Self) + Send + 'static,
    ) -> Option<Recover> {
        let depth = self.data.depth() + 1;
        if depth > DEEPEST + 1 {
            return None;
        }
        let (line, cookies) = (self.line.clone(), self.cookies.get().clone());
        Some(Mutex::new(Box::new(move |error| {
            let (blank, writer) = Blank::new(Bytes::new(), depth);
            let mut page = Self { line, cookies: Jar::sent(cookies), data: writer };
            blank.rendered_by(Box::pin(async move {
                recover(error, &mut page);
                Ok(())
            }))
        })))
    }
}
