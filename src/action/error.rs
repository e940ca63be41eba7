//! Errors returned when a request cannot start an action.

use std::error::Error;
use std::fmt;

use http::StatusCode;

/// Error returned when a request did not come from a page of this server.
///
/// It converts to a response with its [`status`](Self::status) and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotAnAction {
    /// The method is safe, or it is `CONNECT`.
    ///
    /// A link or an image may have sent a request with a safe method.
    Method,
    /// The request comes from a page of another origin.
    CrossOrigin,
    /// `Origin` is `null`, and no other header identifies the page.
    ///
    /// The page has no origin, such as a sandboxed page, or it withholds its origin.
    OpaqueOrigin,
    /// The request has neither `Sec-Fetch-Site` nor `Origin`.
    UnknownOrigin,
    /// This header is malformed, repeated or missing.
    ///
    /// It is malformed if it is not an origin, a site or a host.
    Malformed(&'static str),
}

impl NotAnAction {
    /// Returns `400 Bad Request` for a malformed header, and `403 Forbidden` otherwise.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::FORBIDDEN,
        }
    }
}

impl fmt::Display for NotAnAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("this request method cannot start an action"),
            Self::CrossOrigin => f.write_str("the request comes from another origin"),
            Self::OpaqueOrigin => f.write_str("the request's `Origin` is `null`"),
            Self::UnknownOrigin => {
                f.write_str("the request has neither `Sec-Fetch-Site` nor `Origin`")
            }
            Self::Malformed(header) => {
                write!(f, "the `{header}` header is missing, repeated or malformed")
            }
        }
    }
}

impl Error for NotAnAction {}

/// Error returned when a text is not an origin.
///
/// An origin is a scheme, `://`, a host, and the port unless it is the default one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidOrigin;

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an origin is a scheme and a host, like `https://example.com`")
    }
}

impl Error for InvalidOrigin {}
