//! The responses that parts and recoveries render into.

use std::future::{Future, ready};

use super::{Response, ResponseCookies};
use crate::body::{
    Chunk, ChunkBytes, Page, RecoverOutput, Recovery, RecoveryScope, RenderError, RenderFuture,
    RenderOutput,
};
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
            ChunkBytes::Borrowed(bytes) => bytes,
            ChunkBytes::Bytes(bytes) => bytes,
            ChunkBytes::Vec(bytes) => bytes,
        });
        self.write(slot.opening()).write(fallback).write(slot.closing());
        let (before, after) = slot.surrounding();
        self.data.open_deferred(part, before, after);
        self
    }

    /// Creates a part that renders into its own response to the same request.
    pub(super) fn part_of<F, Fut>(
        &self,
        render: F,
        recover: Option<(Recovery, RecoveryScope)>,
    ) -> Box<Page>
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let (new_page, writer) = self.data.nested().create();
        let page = Response {
            line: self.line.clone(),
            cookies: ResponseCookies::sent(
                self.cookies.get().clone(),
                self.cookies.ticket().cloned(),
            ),
            data: writer,
        };
        new_page.start_part(Box::new(move || Box::pin(render(page))), recover)
    }

    /// Creates the callback that renders in place of a failed part.
    pub(super) fn recovering<O: RecoverOutput>(
        &self,
        recover: impl FnOnce(RenderError, &mut Response<Streaming>) -> O + Send + 'static,
    ) -> Recovery
    where
        P: CanAddParts,
    {
        let (line, cookies) = (self.line.clone(), self.cookies.get().clone());
        let ticket = self.cookies.ticket().cloned();
        let nested = self.data.nested();
        Box::new(move |error| {
            ticket.iter().for_each(Ticket::void);
            let (new_page, writer) = nested.create();
            let mut page =
                Response { line, cookies: ResponseCookies::sent(cookies, ticket), data: writer };
            let start = move || -> RenderFuture {
                recover(error, &mut page);
                Box::pin(ready(()))
            };
            (new_page, Box::new(start))
        })
    }
}
