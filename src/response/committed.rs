//! Where the head of a page leaves, and its render begins.

use std::ops::ControlFlow;

use super::exit::Content;
use super::jar::Jar;
use super::{Fields, Response};
use crate::body::{Blank, Body, Rendering, Work};
use crate::phase::{CanSendBody, Streaming};

/// A head that is committed, and the page that waits for what renders it.
///
/// What each page of a program has to itself is its render. The rest stands here, where that is no
/// parameter, and is compiled once.
pub(super) struct Committed {
    fields: Fields,
    cookies: Jar,
    blank: Blank,
}

impl Committed {
    /// Commits a head. Where no content may follow it, that is the response.
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
        let (blank, writer) = Blank::new(shell);
        let page =
            Response { line, cookies: Jar::sent(cookies.get().clone(), ticket), data: writer };
        ControlFlow::Continue((Self { fields, cookies, blank }, page))
    }

    /// The response, with the body that this renders.
    #[track_caller]
    pub(super) fn leave(mut self, rendering: Rendering) -> http::Response<Body> {
        self.fields.leave_streaming(&mut self.cookies, self.blank.page(Work::Begun(rendering)))
    }
}
