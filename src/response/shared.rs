//! A page that is the same for every client.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Uri};

use super::head::RequestLine;
use super::{Kept, Response};
use crate::body::Body;
use crate::cookie::Cookies;
use crate::phase::Shared;

/// A page that reads and sets no cookie, so that it can be kept and sent to every client.
///
/// Reading one does not compile. A cache, such as the one of the feature `page-cache`, keeps the
/// pages that begin here, and no others.
///
/// # Examples
/// ```
/// use headfirst::{Response, Shared};
///
/// let mut res = Response::<Shared>::to(&http::Request::get("/todos").body(())?);
/// res.tag("todos");
/// assert_eq!(res.send("<li>milk").status(), 200);
/// # Ok::<(), http::Error>(())
/// ```
///
/// ```compile_fail,E0277
/// use headfirst::{Response, Shared};
///
/// fn page(res: Response<Shared>) -> bool {
///     res.cookies().get("token").is_some()
/// }
/// ```
impl Response<Shared> {
    /// Begins a page of which every client gets the same.
    pub fn to<B>(request: &Request<B>) -> Self {
        Self::at(request.method(), request.uri())
    }

    pub(crate) fn at(method: &Method, target: &Uri) -> Self {
        Self {
            line: RequestLine::of(method, target),
            cookies: Cookies::default(),
            data: Kept::default(),
        }
    }

    /// Names something that the page shows: [`revalidate_tag`](Response::revalidate_tag) with the
    /// same name says that it has changed.
    pub fn tag(&mut self, tag: impl Into<Cow<'static, str>>) -> &mut Self {
        self.data.keep.tags.push(tag.into());
        self
    }

    /// Keeps the page for this long at most, and not until it is revalidated.
    pub fn keep_for(&mut self, max_age: Duration) -> &mut Self {
        self.data.keep.max_age = Some(max_age);
        self
    }

    /// Answers with a body that is known in full.
    ///
    /// `Shared → http::Response`, with a `Content-Length` unless the status has no content.
    pub fn send(self, body: impl Into<Bytes>) -> http::Response<Body> {
        self.data.into_fields().leave_full(&self.line.method, self.cookies, body.into())
    }
}
