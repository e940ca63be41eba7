//! Parts of a page that are rendered at the same time as the page.

use std::future::{Future, ready};

use http::HeaderValue;

use super::{Jar, Response};
use crate::body::{
    Chunk, Octets, Page, Recover, RenderError, RenderOutput, Rendering, Replaces, Trailer,
};
use crate::cache::Ticket;
use crate::html::Html;
use crate::phase::Streaming;

/// Parts: Suspense boundaries, and content that stands where it was opened.
impl Response<Streaming> {
    #[doc = include_str!("../../docs/response/part.md")]
    pub fn part<F, Fut>(&mut self, render: F) -> &mut Self
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
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
        recover: impl FnOnce(RenderError, &mut Self) + Send + 'static,
    ) -> &mut Self
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
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
        fallback: impl Into<Chunk<'c>>,
        render: F,
    ) -> &mut Self
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let part = self.part_of(render, None);
        self.open_boundary(html, fallback.into(), part)
    }

    /// Opens a boundary as [`boundary`](Self::boundary) does; if it fails, this is rendered in its place,
    /// and the page goes on. Nothing that the boundary has written is shown. The page cache does not store a
    /// page of which a boundary has failed.
    pub fn boundary_or_else<'c, F, Fut>(
        &mut self,
        html: &Html,
        fallback: impl Into<Chunk<'c>>,
        render: F,
        recover: impl FnOnce(RenderError, &mut Self) + Send + 'static,
    ) -> &mut Self
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let recover = self.recovering(recover);
        let part = self.part_of(render, Some((recover, Replaces::All)));
        self.open_boundary(html, fallback.into(), part)
    }

    fn open_boundary(&mut self, html: &Html, fallback: Chunk<'_>, part: Box<Page>) -> &mut Self {
        let slot = html.slot(match &fallback.0 {
            Octets::Borrowed(bytes) => bytes,
            Octets::Bytes(bytes) => bytes,
            Octets::Vec(bytes) => bytes,
        });
        self.write(slot.opening()).write(fallback).write(slot.closing());
        let (before, after) = slot.place();
        self.data.open_after(part, before, after);
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
    /// The page cache does not store the page.
    pub fn write_meta_refresh(&mut self, _html: &Html, location: &str) -> &mut Self {
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
    pub fn write_meta_noindex(&mut self, _html: &Html) -> &mut Self {
        self.cookies.ticket().into_iter().for_each(Ticket::void);
        self.write(r#"<meta name="robots" content="noindex">"#)
    }

    /// A page of its own for the same request.
    fn part_of<F, Fut>(&self, render: F, recover: Option<(Recover, Replaces)>) -> Box<Page>
    where
        F: FnOnce(Self) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let (blank, writer) = self.data.inside().page();
        let page = Self {
            line: self.line.clone(),
            cookies: Jar::sent(self.cookies.get().clone(), self.cookies.ticket().cloned()),
            data: writer,
        };
        blank.part(Box::new(move || Box::pin(render(page))), recover)
    }

    /// What comes in the place of a part that fails.
    fn recovering(&self, recover: impl FnOnce(RenderError, &mut Self) + Send + 'static) -> Recover {
        let (line, cookies) = (self.line.clone(), self.cookies.get().clone());
        let ticket = self.cookies.ticket().cloned();
        let inside = self.data.inside();
        Box::new(move |error| {
            ticket.iter().for_each(Ticket::void);
            let (blank, writer) = inside.page();
            let mut page = Self { line, cookies: Jar::sent(cookies, ticket), data: writer };
            let begin = move || -> Rendering {
                recover(error, &mut page);
                Box::pin(ready(()))
            };
            (blank, Box::new(begin))
        })
    }
}
