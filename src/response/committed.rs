//! The step in which a page's head is sent and its render function starts.

use std::ops::ControlFlow;

use super::exit::Content;
use super::jar::Jar;
use super::{Fields, Response};
use crate::body::{Body, LazyRender, NewPage, RenderFuture};
use crate::phase::{CanSendBody, Streaming};

/// A committed head, and a page that waits for its render function.
///
/// Each page of a program has its own render function type, for which generic code is compiled
/// again. The code here does not depend on that type, so it is compiled once.
pub(super) struct Committed {
    fields: Fields,
    cookies: Jar,
    page: NewPage,
}

impl Committed {
    /// Commits a head.
    ///
    /// If the status or the method allows no content, returns the complete response.
    #[track_caller]
    pub(super) fn of<P: CanSendBody>(
        response: Response<P>,
    ) -> ControlFlow<http::Response<Body>, (Self, Response<Streaming>)> {
        let Response { line, mut cookies, data } = response;
        let ticket = P::ticket(&data).cloned();
        let (mut fields, shell) = P::commit(data);
        let content = Content::of(&line.method, fields.head.status());
        if content != Content::Sent {
            fields.describe_trailers(content);
            return ControlFlow::Break(fields.leave(&mut cookies, content.without(&line)));
        }
        let (new_page, writer) = NewPage::new(shell);
        let page =
            Response { line, cookies: Jar::sent(cookies.get().clone(), ticket), data: writer };
        ControlFlow::Continue((Self { fields, cookies, page: new_page }, page))
    }

    /// Returns the response, with a body that this future renders.
    #[track_caller]
    pub(super) fn leave(mut self, render: RenderFuture) -> http::Response<Body> {
        self.fields.leave_streaming(&mut self.cookies, self.page.start(LazyRender::Started(render)))
    }
}
