//! After a client interaction: showing a page, or leading to one.

use std::sync::Arc;

use http::HeaderMap;

use super::head::RequestLine;
use super::{Fields, Performed, Response};
use crate::body::Body;
use crate::cookie::Cookies;
use crate::phase::{Action, Head};
use crate::revalidate::{Changes, Revalidate};

/// A response to what a client interaction has started; [`Actions`](crate::Actions) makes it.
///
/// A helper that must not run because a page is shown takes `&mut Response<Action>`.
impl Response<Action> {
    pub(crate) fn begin(line: RequestLine, headers: &HeaderMap, to: Arc<dyn Revalidate>) -> Self {
        Self {
            line,
            cookies: Cookies::of_request(headers),
            data: Performed { fields: Fields::default(), changes: Changes::new(to) },
        }
    }

    /// Answers with a page, in the same round trip.
    ///
    /// `Action → Head`: the page sees the cookies that were set, and changes nothing any more. What
    /// was changed is told when its head leaves.
    pub fn render(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.into_fields() }
    }

    /// Answers with a body that is known in full.
    ///
    /// `Action → http::Response`.
    pub fn send(self, body: impl Into<bytes::Bytes>) -> http::Response<Body> {
        self.render().send(body)
    }
}
