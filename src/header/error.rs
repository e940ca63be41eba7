//! Errors returned when a header cannot be set.

use std::error::Error;
use std::fmt;

use http::header::{self, InvalidHeaderName, MaxSizeReached};
use http::{HeaderMap, HeaderName};

use super::reserved::is_targeted;

/// Error returned when a header cannot be set.
///
/// All fallible setters of headers return this error, and so does
/// [`Location::path`](super::Location::path). On axum it becomes a `500 Internal Server Error`,
/// because the server creates its headers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// The name is not a token.
    ///
    /// See [RFC 9110 §5.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.1).
    InvalidName,
    /// The value of this header has an invalid byte.
    ///
    /// See [RFC 9110 §5.5](https://www.rfc-editor.org/rfc/rfc9110#section-5.5).
    InvalidValue(HeaderName),
    /// The header cannot be set directly.
    Reserved(ReservedHeader),
    /// Some headers of a map were not set.
    Rejected(Box<RejectedHeaders>),
    /// The text is not a path of this site, or not an encoded one.
    InvalidLocation,
    /// The response has more headers than a [`HeaderMap`] can hold.
    TooMany,
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidName => f.write_str("the header name is not a token"),
            Self::InvalidValue(name) => write!(f, "the value of `{name}` has an invalid byte"),
            Self::Reserved(reserved) => reserved.fmt(f),
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::InvalidLocation => f.write_str("the location is not a path of this site"),
            Self::TooMany => f.write_str("the response has too many headers"),
        }
    }
}

impl Error for HeaderError {}

impl From<InvalidHeaderName> for HeaderError {
    fn from(_: InvalidHeaderName) -> Self {
        Self::InvalidName
    }
}

impl From<ReservedHeader> for HeaderError {
    fn from(reserved: ReservedHeader) -> Self {
        Self::Reserved(reserved)
    }
}

impl From<RejectedHeaders> for HeaderError {
    fn from(rejected: RejectedHeaders) -> Self {
        Self::Rejected(Box::new(rejected))
    }
}

impl From<MaxSizeReached> for HeaderError {
    fn from(_: MaxSizeReached) -> Self {
        Self::TooMany
    }
}

/// Error returned when headers of a map cannot be set.
///
/// Each of these headers is [reserved](ReservedHeader), or exceeds the number of headers that a
/// response can have. All other headers were set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedHeaders(pub(crate) HeaderMap);

impl RejectedHeaders {
    /// Returns the headers that were not set.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0
    }

    /// Converts into the headers that were not set.
    #[must_use]
    pub fn into_headers(self) -> HeaderMap {
        self.0
    }
}

impl fmt::Display for RejectedHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these headers were not set:")?;
        self.0.keys().enumerate().try_for_each(|(index, name)| {
            let before = if index == 0 { " " } else { ", " };
            write!(f, "{before}`{name}`")
        })
    }
}

impl Error for RejectedHeaders {}

/// A header name that cannot be set directly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReservedHeader(pub(crate) HeaderName);

impl fmt::Display for ReservedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.0;
        if name == header::SET_COOKIE {
            f.write_str("`set-cookie` cannot be set as a header: use `set_cookie`")
        } else if name == header::COOKIE {
            f.write_str("`cookie` cannot be set as a header: use `set_request_cookie`")
        } else if name == header::CACHE_CONTROL {
            f.write_str("`cache-control` cannot be set as a header: use `set_cache_control`")
        } else if is_targeted(name.as_str().as_bytes()) {
            write!(f, "`{name}` would overrule what `set_cache_control` says")
        } else {
            write!(f, "`{name}` cannot be set: it is managed by the server")
        }
    }
}

impl Error for ReservedHeader {}
