//! What a response answers, and one that answers no request.

use std::fmt;

#[cfg(feature = "axum")]
use http::header::ACCEPT_ENCODING;
use http::{Extensions, HeaderMap, Method, Request, Uri, request};

use super::{Fields, Jar, Response};
use crate::body::Asks;
use crate::phase::{Head, Phase};

/// The request line that a response answers; without a request, that of `GET /`.
#[derive(Clone, Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct RequestLine {
    pub(super) method: Method,
    pub(super) target: Uri,
    /// Who asks for the length of an answer without content.
    pub(super) asks: Asks,
}

impl RequestLine {
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        Self {
            method: request.method().clone(),
            target: request.uri().clone(),
            asks: asks(request.method(), request.headers(), request.extensions()),
        }
    }

    pub(crate) fn of_parts(parts: &request::Parts) -> Self {
        Self {
            method: parts.method.clone(),
            target: parts.uri.clone(),
            asks: asks(&parts.method, &parts.headers, &parts.extensions),
        }
    }

    /// Returns who asks for the length of an answer without content.
    #[cfg(feature = "page-cache")]
    pub(crate) fn asks(&self) -> Asks {
        self.asks
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.target
    }
}

#[cfg(feature = "axum")]
fn asks(method: &Method, headers: &HeaderMap, extensions: &Extensions) -> Asks {
    if extensions.get::<axum::extract::OriginalUri>().is_none() {
        Asks::Layers
    } else if method != Method::HEAD && headers.contains_key(ACCEPT_ENCODING) {
        Asks::LayersThenRouter
    } else {
        Asks::Router
    }
}

#[cfg(not(feature = "axum"))]
fn asks(_method: &Method, _headers: &HeaderMap, _extensions: &Extensions) -> Asks {
    Asks::Layers
}

impl Response<Head> {
    /// Begins a response that knows no request: it has no cookies to read, and answers a `GET`.
    ///
    /// A server that answers a `HEAD` with it may send content, as HTTP/2 on hyper does; use
    /// [`to`](Self::for_request) where there is a request. And it knows no place for its cookies: where it is dropped,
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
// By hand, since a derive would ask for `P: Debug`, and generic helpers could not use it.
impl<P: Phase> fmt::Debug for Response<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("method", &self.line.method)
            .field("target", self.uri())
            .field("cookies", &self.cookies)
            .field("data", &self.data)
            .finish()
    }
}
