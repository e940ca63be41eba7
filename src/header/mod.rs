//! Names and values of the headers that can be set directly.

// Names: `reserved` has the headers that cannot be set directly, `names` the constants, and
// `trailer` the names that can follow the body. Any other name is accepted here, in
// `ResponseHeaderName`. Values: `value`, `content_type`, `location` and `cache_control`.

pub(crate) mod cache_control;
pub mod content_type;
mod error;
mod location;
mod names;
mod reserved;
mod trailer;
mod value;

use std::fmt;
use std::ops::Index;

pub use error::{HeaderError, RejectedHeaders, ReservedHeader};
#[doc(no_inline)]
pub use http::{HeaderMap, HeaderName, HeaderValue};
pub use location::{IntoLocation, Location};
pub use names::*;
use reserved::is_reserved;
pub(crate) use reserved::is_targeted;
pub use trailer::{ForbiddenTrailer, TrailerName};
pub use value::{__is_value, IntoHeaderValue};

/// A header name that can be set directly.
///
/// These headers cannot be a `ResponseHeaderName`:
///
/// - `Set-Cookie`. Use [`set_cookie`](crate::Response::set_cookie), which enforces the cookie
///   rules.
/// - `Cache-Control`. Use [`set_cache_control`](crate::Response::set_cache_control), which keeps
///   cookies out of shared caches.
/// - `CDN-Cache-Control` and similar headers (RFC 9213), which would override `Cache-Control`.
/// - Headers that frame a message or belong to a single connection, which the server sets.
///
/// The constants of this module are names that can be set.
/// [`response_header_name!`](crate::response_header_name) checks any other name at compile time,
/// and `TryFrom` checks one at run time.
///
/// # Examples
/// ```
/// use headfirst::header::{CONTENT_TYPE, ResponseHeaderName};
/// use headfirst::{Head, Response, response_header_name};
/// use http::{HeaderName, HeaderValue};
///
/// const REQUEST_ID: ResponseHeaderName = response_header_name!("x-request-id");
///
/// let mut res = Response::<Head>::new();
/// res.insert_header(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))
///     .insert_header(REQUEST_ID, HeaderValue::from_static("7"));
/// assert!(ResponseHeaderName::try_from(HeaderName::from_static("set-cookie")).is_err());
/// # let _ = res.no_content();
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResponseHeaderName(HeaderName);

impl ResponseHeaderName {
    /// Returns the name in lower case, for example for [`HeaderMap::get`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Creates a name for [`response_header_name!`](crate::response_header_name).
    ///
    /// The macro calls it in a constant.
    #[doc(hidden)]
    #[must_use]
    pub const fn __from_static(name: &'static str) -> Self {
        assert!(!Self::__is_reserved(name));
        Self(HeaderName::from_static(name))
    }

    /// Returns whether [`response_header_name!`](crate::response_header_name) rejects this name.
    ///
    /// The macro calls this function so that the error is reported at the macro call.
    #[doc(hidden)]
    #[must_use]
    pub const fn __is_reserved(name: &str) -> bool {
        is_reserved(name.as_bytes())
    }
}

/// Creates a [`ResponseHeaderName`](crate::header::ResponseHeaderName), checked at compile time.
///
/// The name must be in lower case, as for
/// [`HeaderName::from_static`](http::HeaderName::from_static).
///
/// A reserved name is a compile error:
/// ```compile_fail,E0080
/// use headfirst::response_header_name;
/// use headfirst::header::ResponseHeaderName;
///
/// const COOKIE: ResponseHeaderName = response_header_name!("set-cookie");
/// ```
#[macro_export]
macro_rules! response_header_name {
    ($name:expr) => {{
        // This is an item, so `cargo check` evaluates it at any call site.
        const __NAME: $crate::header::ResponseHeaderName = {
            if $crate::header::ResponseHeaderName::__is_reserved($name) {
                ::core::panic!("reserved header: use `set_cookie` or `set_cache_control`, or leave it to the server");
            }
            $crate::header::ResponseHeaderName::__from_static($name)
        };
        __NAME
    }};
}

impl TryFrom<HeaderName> for ResponseHeaderName {
    type Error = ReservedHeader;

    /// # Errors
    /// Returns [`ReservedHeader`] for `Set-Cookie`, for `Cache-Control` and the headers that
    /// override it, and for headers that frame the message.
    fn try_from(name: HeaderName) -> Result<Self, ReservedHeader> {
        if is_reserved(name.as_str().as_bytes()) {
            return Err(ReservedHeader(name));
        }
        Ok(Self(name))
    }
}

/// An argument of the header setters: a [`ResponseHeaderName`] or a reference to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a header name that can be set directly",
    label = "might be `Set-Cookie` or another reserved header",
    note = "use the constant of `headfirst::header`, or `response_header_name!(\"x-name\")`",
    note = "names of the http crate and of run time are checked: `try_insert_header(name, value)?`",
    note = "cookies are set by `set_cookie`, and `Cache-Control` by `set_cache_control`"
)]
pub trait IntoResponseHeaderName: sealed::Sealed {}

impl IntoResponseHeaderName for ResponseHeaderName {}
#[diagnostic::do_not_recommend]
impl IntoResponseHeaderName for &ResponseHeaderName {}

mod sealed {
    use super::ResponseHeaderName;

    #[allow(unnameable_types, reason = "unnameable is what seals `super::IntoResponseHeaderName`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be converted to the name of a header",
        label = "`IntoResponseHeaderName` is sealed",
        note = "a name that can be set is a `ResponseHeaderName`"
    )]
    pub trait Sealed {
        fn into_header_name(self) -> http::HeaderName;
    }

    #[diagnostic::do_not_recommend]
    impl Sealed for ResponseHeaderName {
        fn into_header_name(self) -> http::HeaderName {
            self.0
        }
    }

    #[diagnostic::do_not_recommend]
    impl Sealed for &ResponseHeaderName {
        fn into_header_name(self) -> http::HeaderName {
            self.0.clone()
        }
    }
}

impl From<ResponseHeaderName> for HeaderName {
    fn from(name: ResponseHeaderName) -> Self {
        name.0
    }
}

impl fmt::Display for ResponseHeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl PartialEq<HeaderName> for ResponseHeaderName {
    fn eq(&self, other: &HeaderName) -> bool {
        self.0 == *other
    }
}

/// Indexing by the constants of this module: `res.headers()[CONTENT_TYPE]`.
///
/// # Panics
/// Panics if the header is missing, like every `Index` of the map. `get(CONTENT_TYPE.as_str())`
/// returns an `Option` instead.
impl Index<ResponseHeaderName> for HeaderMap {
    type Output = HeaderValue;

    fn index(&self, name: ResponseHeaderName) -> &HeaderValue {
        &self[name.0]
    }
}

/// Indexing by a borrowed name: `res.headers()[&name]`.
///
/// # Panics
/// Panics if the header is missing, like every `Index` of the map.
impl Index<&ResponseHeaderName> for HeaderMap {
    type Output = HeaderValue;

    fn index(&self, name: &ResponseHeaderName) -> &HeaderValue {
        &self[&name.0]
    }
}
