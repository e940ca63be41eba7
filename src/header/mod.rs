//! The names of the header fields that a handler may set.

mod names;
mod trailer;

use std::fmt;

use http::HeaderName;
use http::header;

pub use names::*;
pub use trailer::{ForbiddenTrailer, TrailerName};

/// The name of a field that may be set by hand.
///
/// `Set-Cookie` has [`set_cookie`](crate::Response::set_cookie), which keeps the cookie rules, and
/// `Cache-Control` has [`set_cache_control`](crate::Response::set_cache_control), which keeps cookies
/// out of shared caches (`CDN-Cache-Control` and its like, RFC 9213, would overrule it and have nothing).
/// The fields that frame a message or belong to one connection are written by the server, from what the
/// body is. None of them is ever a `ResponseHeaderName`, so setting one cannot be written down; a constant
/// of this module names a field that may be set, [`response_header_name!`](crate::response_header_name) checks another
/// when it compiles, and `TryFrom` one that is known when the program runs.
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

/// The fields that no handler sets: cookies, what caches do with them, and framing.
///
/// > "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header
/// > fields." ([RFC 9113 §8.2.2](https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2))
const RESERVED: [&str; 10] = [
    "set-cookie",
    "cache-control",
    "content-length",
    "transfer-encoding",
    "connection",
    "trailer",
    "keep-alive",
    "proxy-connection",
    "upgrade",
    "te",
];

const fn is_reserved(name: &[u8]) -> bool {
    if is_targeted(name) {
        return true;
    }
    let mut at = 0;
    while at < RESERVED.len() {
        if equal(RESERVED[at].as_bytes(), name) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether this is `CDN-Cache-Control` or the like of one product, which overrules `Cache-Control`
/// (RFC 9213).
pub(crate) const fn is_targeted(name: &[u8]) -> bool {
    const SUFFIX: &[u8] = b"cdn-cache-control";
    match name.len().checked_sub(SUFFIX.len()) {
        Some(at) => equal(name.split_at(at).1, SUFFIX),
        None => false,
    }
}

/// `==`, which a `const fn` cannot call.
pub(crate) const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

impl ResponseHeaderName {
    /// The constructor behind [`response_header_name!`](crate::response_header_name), which calls it in a constant.
    #[doc(hidden)]
    #[must_use]
    pub const fn __of_constant(name: &'static str) -> Self {
        assert!(!Self::__is_reserved(name));
        Self(HeaderName::from_static(name))
    }

    /// Asked by [`response_header_name!`](crate::response_header_name), so that the message is at the call.
    #[doc(hidden)]
    #[must_use]
    pub const fn __is_reserved(name: &str) -> bool {
        is_reserved(name.as_bytes())
    }
}

/// Makes a [`ResponseHeaderName`](crate::header::ResponseHeaderName) that is checked when the program compiles.
///
/// The name is written in lower case, as [`HeaderName::from_static`](http::HeaderName::from_static)
/// wants it.
///
/// A reserved name does not compile:
/// ```compile_fail,E0080
/// use headfirst::response_header_name;
/// use headfirst::header::ResponseHeaderName;
///
/// const COOKIE: ResponseHeaderName = response_header_name!("set-cookie");
/// ```
#[macro_export]
macro_rules! response_header_name {
    ($name:expr) => {{
        // An item, which `cargo check` evaluates wherever it stands.
        const __NAME: $crate::header::ResponseHeaderName = {
            if $crate::header::ResponseHeaderName::__is_reserved($name) {
                ::core::panic!("`set_cookie`, `set_cache_control` or the server sets this field");
            }
            $crate::header::ResponseHeaderName::__of_constant($name)
        };
        __NAME
    }};
}

impl TryFrom<HeaderName> for ResponseHeaderName {
    type Error = ReservedHeader;

    /// # Errors
    /// Returns [`ReservedHeader`] for `Set-Cookie`, `Cache-Control` and those that overrule it, and the
    /// fields that frame the message.
    fn try_from(name: HeaderName) -> Result<Self, ReservedHeader> {
        if is_reserved(name.as_str().as_bytes()) {
            return Err(ReservedHeader(name));
        }
        Ok(Self(name))
    }
}

/// What the header setters take as a name: a [`ResponseHeaderName`], by value or by reference.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a field that may be set by hand",
    label = "may be `Set-Cookie`, `Cache-Control` or framing",
    note = "use a constant of `headfirst::header`, or `response_header_name!(\"x-name\")`",
    note = "for a name known at run time: `ResponseHeaderName::try_from(name)?`",
    note = "cookies are set by `set_cookie`, and `Cache-Control` by `set_cache_control`"
)]
pub trait IntoResponseHeaderName: sealed::Sealed {}

impl IntoResponseHeaderName for ResponseHeaderName {}
impl IntoResponseHeaderName for &ResponseHeaderName {}

mod sealed {
    use super::ResponseHeaderName;

    #[allow(unnameable_types, reason = "unnameable is what seals `super::IntoResponseHeaderName`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be made a name of header fields",
        label = "`IntoResponseHeaderName` is sealed",
        note = "which fields may be set is decided by `ResponseHeaderName`"
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

/// The name of a field that cannot be set by hand.
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
            write!(f, "`{name}` frames the message: the server sets it")
        }
    }
}

impl std::error::Error for ReservedHeader {}
