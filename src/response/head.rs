//! What a response answers, and one that answers no request.

use std::fmt;

use http::{Method, Uri};

use super::{Fields, Jar, Response};
use crate::phase::{Head, Phase};

/// The request line that a response answers; without a request, that of `GET /`.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestLine {
    pub(super) method: Method,
    pub(super) target: Uri,
}

impl RequestLine {
    pub(crate) fn of(method: &Method, target: &Uri) -> Self {
        Self { method: method.clone(), target: target.clone() }
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(crate) fn target(&self) -> &Uri {
        &self.target
    }
}

impl Response<Head> {
    /// Begins a response that knows no request: it has no cookies to read, and answers a `GET`.
    ///
    /// A server that answers a `HEAD` with it may send content, as HTTP/2 on hyper does; use
    /// [`to`](Self::to) where there is a request. And it knows no place for its cookies: where it is dropped,
    /// they are lost, and [`on_lost`](crate::cookie::on_lost) is told.
    #[allow(
        clippy::new_without_default,
        reason = "with `Default`, `mem::take` would leave an open head behind"
    )]
    pub fn new() -> Self {
        Self {
            line: RequestLine::default(),
            cookies: Jar::of_no_request(),
            data: Fields::default(),
        }
    }
}

/// Without the values of cookies, which may be secrets.
impl<P: Phase> fmt::Debug for Response<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("method", &self.line.method)
            .field("target", &self.line.target)
            .field("cookies", &self.cookies)
            .field("data", &self.data)
            .finish()
    }
}
