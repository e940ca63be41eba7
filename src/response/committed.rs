//! The step in which a page's head is sent and its render function starts.

use std::ops::ControlFlow;

use super::content_kind::ContentKind;
use super::cookies::ResponseCookies;
use super::{HeadData, Response};
use crate::body::{Body, LazyRender, NewPage, RenderFuture};
use crate::phase::{CanSendBody, Streaming};

/// A committed head, and a page that waits for its render function.
///
/// Each page of a program has its own render function type, for which generic code is compiled
/// again. The code here does not depend on that type, so it is compiled once.
pub(super) struct CommittedHead {
    head: HeadData,
    cookies: ResponseCookies,
    page: NewPage,
}

impl CommittedHead {
    /// Commits a head.
    ///
    /// If the status or the method allows no content, returns the complete response.
    #[track_caller]
    pub(super) fn new<P: CanSendBody>(
        response: Response<P>,
    ) -> ControlFlow<http::Response<Body>, (Self, Response<Streaming>)> {
        let Response { line, mut cookies, data } = response;
        let ticket = P::ticket(&data).cloned();
        let (mut head, shell) = P::into_parts(data);
        let content = ContentKind::of(&line.method, head.response.status());
        if content != ContentKind::Full {
            head.set_trailer_header_for(content);
            return ControlFlow::Break(head.into_response(&mut cookies, content.empty_body(&line)));
        }
        let (new_page, writer) = NewPage::new(shell);
        let page = Response {
            line,
            cookies: ResponseCookies::sent(cookies.get().clone(), ticket),
            data: writer,
        };
        ControlFlow::Continue((Self { head, cookies, page: new_page }, page))
    }

    /// Returns the response, with a body that this future renders.
    #[track_caller]
    pub(super) fn into_response(mut self, render: RenderFuture) -> http::Response<Body> {
        self.head.into_streaming_response(
            &mut self.cookies,
            self.page.start(LazyRender::Started(render)),
        )
    }
}
