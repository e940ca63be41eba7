//! The names of headers that can be sent after the body.

use std::error::Error;
use std::fmt;

use http::HeaderName;

use super::reserved::is_reserved;
use crate::const_bytes::equal;

/// The name of a header that can be sent as a trailer.
///
/// [`trailer_name!`](crate::trailer_name) checks a name at compile time, and `TryFrom` checks one
/// at run time. `Set-Cookie` cannot be a trailer, and neither can headers that a recipient needs
/// before the content ([RFC 9110 §6.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1)).
///
/// # Examples
/// ```
/// use headfirst::header::TrailerName;
/// use headfirst::trailer_name;
/// use http::HeaderName;
///
/// const SERVER_TIMING: TrailerName = trailer_name!("server-timing");
/// assert!(TrailerName::try_from(HeaderName::from_static("set-cookie")).is_err());
/// # let _ = SERVER_TIMING;
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TrailerName(HeaderName);

/// Headers that cannot be trailers, in addition to the reserved headers.
///
/// RFC 9110 §6.5.1:
///
/// > Many fields cannot be processed outside the header section because their
/// > evaluation is necessary prior to receiving the content, such as those that describe message
/// > framing, routing, authentication, request modifiers, response controls, or content format.
const FORBIDDEN: [&str; 45] = [
    // Framing and routing, in addition to the reserved headers.
    "host",
    "max-forwards",
    "via",
    "forwarded",
    "alt-svc",
    // Authentication and state.
    "authorization",
    "proxy-authenticate",
    "proxy-authorization",
    "www-authenticate",
    "cookie",
    // Request modifiers.
    "expect",
    "range",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "if-range",
    "pragma",
    // Response controls.
    "age",
    "date",
    "expires",
    "location",
    "refresh",
    "retry-after",
    "vary",
    "warning",
    "allow",
    "accept-ranges",
    "clear-site-data",
    "strict-transport-security",
    "content-security-policy",
    "content-security-policy-report-only",
    "permissions-policy",
    "x-frame-options",
    "http2-settings",
    "set-cookie2",
    "accept-encoding",
    // Content format.
    "content-encoding",
    "content-type",
    "content-range",
    "content-language",
    "content-location",
    "content-disposition",
    "last-modified",
    "x-content-type-options",
];

impl TrailerName {
    /// Creates a name for [`trailer_name!`](crate::trailer_name), which calls it in a constant.
    #[doc(hidden)]
    #[must_use]
    pub const fn __from_static(name: &'static str) -> Self {
        assert!(!Self::__is_forbidden(name));
        Self(HeaderName::from_static(name))
    }

    /// Returns whether [`trailer_name!`](crate::trailer_name) rejects this name.
    ///
    /// The macro calls this function so that the error is reported at the macro call.
    #[doc(hidden)]
    #[must_use]
    pub const fn __is_forbidden(name: &str) -> bool {
        let name = name.as_bytes();
        let mut index = 0;
        while index < FORBIDDEN.len() {
            if equal(FORBIDDEN[index].as_bytes(), name) {
                return true;
            }
            index += 1;
        }
        is_reserved(name)
    }

    pub(crate) fn into_header_name(self) -> HeaderName {
        self.0
    }
}

/// Creates a [`TrailerName`](crate::header::TrailerName) that is checked at compile time.
///
/// The name must be in lower case. A name that cannot be a trailer is a compile error:
/// ```compile_fail,E0080
/// use headfirst::header::TrailerName;
/// use headfirst::trailer_name;
///
/// const COOKIE: TrailerName = trailer_name!("set-cookie");
/// ```
#[macro_export]
macro_rules! trailer_name {
    ($name:expr) => {{
        // This is an item, so `cargo check` evaluates it at any call site.
        const __NAME: $crate::header::TrailerName = {
            if $crate::header::TrailerName::__is_forbidden($name) {
                ::core::panic!(
                    "recipients need this header before the content, so it cannot be a trailer"
                );
            }
            $crate::header::TrailerName::__from_static($name)
        };
        __NAME
    }};
}

impl TryFrom<HeaderName> for TrailerName {
    type Error = ForbiddenTrailer;

    /// # Errors
    /// Returns [`ForbiddenTrailer`] for a header that a recipient needs before the content.
    fn try_from(name: HeaderName) -> Result<Self, ForbiddenTrailer> {
        if Self::__is_forbidden(name.as_str()) {
            return Err(ForbiddenTrailer(name));
        }
        Ok(Self(name))
    }
}

/// Error returned when a header name cannot be a trailer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForbiddenTrailer(HeaderName);

impl fmt::Display for ForbiddenTrailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a recipient needs `{}` before the content, so it is no trailer", self.0)
    }
}

impl Error for ForbiddenTrailer {}
