//! The responses that parts and recoveries render into.

use std::future::{Future, ready};

use super::{Response, ResponseCookies};
use crate::body::{Chunk, Octets, Page, Recover, RenderError, RenderOutput, Rendering, Replaces};
use crate::cache_permission::Ticket;
use crate::html::Html;
use crate::phase::{CanAddParts, Phase, Streaming};

impl<P: Phase> Response<P> {
    pub(super) fn open_boundary(
        &mut self,
        html: &Html,
        fallback: Chunk<'_>,
        part: Box<Page>,
    ) -> &mut Self
    where
        P: CanAddParts,
    {
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

    /// Creates a part that renders into its own response to the same request.
    pub(super) fn part_of<F, Fut>(
        &self,
        render: F,
        recover: Option<(Recover, Replaces)>,
    ) -> Box<Page>
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let (blank, writer) = self.data.inside().page();
        let page = Response {
            line: self.line.clone(),
            cookies: ResponseCookies::sent(
                self.cookies.get().clone(),
                self.cookies.ticket().cloned(),
            ),
            data: writer,
        };
        blank.part(Box::new(move || Box::pin(render(page))), recover)
    }

    /// Creates the callback that renders in place of a failed part.
    pub(super) fn recovering(
        &self,
        recover: impl FnOnce(RenderError, &mut Response<Streaming>) + Send + 'static,
    ) -> Recover
    where
        P: CanAddParts,
    {
        let (line, cookies) = (self.line.clone(), self.cookies.get().clone());
        let ticket = self.cookies.ticket().cloned();
        let inside = self.data.inside();
        Box::new(move |error| {
            ticket.iter().for_each(Ticket::void);
            let (blank, writer) = inside.page();
            let mut page =
                Response { line, cookies: ResponseCookies::sent(cookies, ticket), data: writer };
            let begin = move || -> Rendering {
                recover(error, &mut page);
                Box::pin(ready(()))
            };
            (blank, Box::new(begin))
        })
    }
}
