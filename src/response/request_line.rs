//! The request line of a response, and a response without a request.

use std::fmt;

#[cfg(feature = "axum")]
use http::header::ACCEPT_ENCODING;
use http::{Extensions, HeaderMap, Method, Request, Uri, request};

use super::Response;
use crate::body::SizeHintCallers;
use crate::phase::Phase;

/// The request line that a response belongs to.
///
/// Without a request, it is that of `GET /`.
#[derive(Clone, Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct RequestLine {
    pub(super) method: Method,
    pub(super) target: Uri,
    /// The callers that ask a body without content for its length.
    pub(super) size_hint_callers: SizeHintCallers,
}

impl RequestLine {
    pub(crate) fn from_request<B>(request: &Request<B>) -> Self {
        Self {
            method: request.method().clone(),
            target: request.uri().clone(),
            size_hint_callers: size_hint_callers(
                request.method(),
                request.headers(),
                request.extensions(),
            ),
        }
    }

    pub(crate) fn from_parts(parts: &request::Parts) -> Self {
        Self {
            method: parts.method.clone(),
            target: parts.uri.clone(),
            size_hint_callers: size_hint_callers(&parts.method, &parts.headers, &parts.extensions),
        }
    }

    /// Returns the callers that ask a body without content for its length.
    #[cfg(feature = "page-cache")]
    pub(crate) fn size_hint_callers(&self) -> SizeHintCallers {
        self.size_hint_callers
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.target
    }
}

/// A mark of a request that a handler of axum receives without a router.
///
/// A route may have passed it on, which announces any length that a body reports.
#[cfg(feature = "axum")]
#[derive(Clone)]
struct AxumRoute;

/// Marks the request of an axum handler, unless a router has.
#[cfg(feature = "axum")]
#[inline]
pub(crate) fn mark_axum_route(extensions: &mut Extensions) {
    if extensions.get::<axum::extract::OriginalUri>().is_none() {
        extensions.insert(AxumRoute);
    }
}

/// Returns the callers that ask a body without content for its length.
#[cfg(feature = "axum")]
fn size_hint_callers(
    method: &Method,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> SizeHintCallers {
    let is_routed = extensions.get::<axum::extract::OriginalUri>().is_some();
    if !is_routed && extensions.get::<AxumRoute>().is_none() {
        return SizeHintCallers::Layers;
    }
    // A router drops the body of a response to `HEAD`, encoded or not. A handler that is a service
    // of its own has no route around it to do so.
    let drops_body = is_routed && method == Method::HEAD;
    if headers.contains_key(ACCEPT_ENCODING) && !drops_body {
        SizeHintCallers::LayersThenRouter
    } else {
        SizeHintCallers::Router
    }
}

#[cfg(not(feature = "axum"))]
fn size_hint_callers(
    _method: &Method,
    _headers: &HeaderMap,
    _extensions: &Extensions,
) -> SizeHintCallers {
    SizeHintCallers::Layers
}

/// Omits the values of cookies, which may be secrets.
// Implemented by hand, because a derive would require `P: Debug`, which generic helpers could not
// satisfy.
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
