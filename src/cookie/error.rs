//! The rules of RFC 6265bis that a cookie can break.

use std::error::Error;
use std::fmt;

use http::StatusCode;

use crate::body::Body;
use crate::phase::Head;
use crate::response::Response;

/// The rule that a cookie would break.
///
/// The sections are those of
/// [RFC 6265bis](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis), where the prefixes
/// `__Secure-` and `__Host-` stand in §4.1.3. `__Http-` and `__Host-Http-` stand in
/// [layered cookies](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-layered-cookies).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CookieError {
    /// The name is not a token (§4.1.1).
    InvalidName,
    /// The value has an octet that is not a cookie-octet (§4.1.1).
    InvalidValue,
    /// Name and value together exceed 4,096 octets (§5.6).
    TooLong,
    /// The path does not begin with `/`, exceeds 1,024 octets, or is none that a client sends: it has a
    /// segment of one or two dots, a space, a control character, or one of ``" # ; < > ? \ ` { }``.
    InvalidPath,
    /// The domain is not a host name, or exceeds 255 octets.
    InvalidDomain,
    /// A `__Secure-`, `__Host-`, `__Http-` or `__Host-Http-` cookie without `Secure`.
    PrefixNeedsSecure,
    /// A `__Http-` or `__Host-Http-` cookie without `HttpOnly`.
    PrefixNeedsHttpOnly,
    /// A `__Host-` or `__Host-Http-` cookie whose path is not `/`.
    PrefixNeedsRootPath,
    /// A `__Host-` or `__Host-Http-` cookie with a domain.
    PrefixForbidsDomain,
    /// The name lacks the prefix that the constructor of its definition is for.
    PrefixMissing,
    /// The name has a prefix, in whatever case, that another constructor is for.
    UnexpectedPrefix,
    /// `SameSite=None` without `Secure`, which clients do not store (§5.7).
    SameSiteNoneNeedsSecure,
    /// `Partitioned` without `Secure`, which clients do not store.
    PartitionedNeedsSecure,
    /// A lifetime of more than 400 days, which clients cut off (§5.5), or in a definition of none.
    InvalidMaxAge,
    /// Another cookie of this name was written to the same response, with another path, domain or
    /// partition. A client would keep both of them, and a response sets only one (§4.1.1);
    /// [`move_cookie`](crate::Response::move_cookie) says that both lines are meant.
    ScopeConflict,
    /// The response would set more than 50 cookies, or more than 14,336 bytes of them: their `Set-Cookie`
    /// lines, and 42 bytes besides for each. Clients drop the rest, or refuse the response.
    TooMuch,
    /// An expiry date that cannot be written: its year is before 1601 or after 9999 (§5.1.1).
    InvalidExpires,
}

impl CookieError {
    /// The rule, as a sentence.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidName => "a cookie name is a token",
            Self::InvalidValue => "a cookie value has no control, space, quote, comma, `;` or `\\`",
            Self::TooLong => "a cookie's name and value are at most 4,096 octets",
            Self::InvalidPath => {
                "a cookie path begins with `/`, has no `..`, space, `?`, `#`, `;` or `\\`, and is at most \
                 1,024 octets"
            }
            Self::InvalidDomain => "a cookie domain is a host name",
            Self::PrefixNeedsSecure => "a cookie with this name prefix is `Secure`",
            Self::PrefixNeedsHttpOnly => "a cookie with this name prefix is `HttpOnly`",
            Self::PrefixNeedsRootPath => "a cookie with this name prefix has `Path=/`",
            Self::PrefixForbidsDomain => "a cookie with this name prefix has no `Domain`",
            Self::PrefixMissing => {
                "a cookie of a prefixed kind is named with that prefix, like `__Host-token`"
            }
            Self::UnexpectedPrefix => {
                "a name with this prefix has a constructor of its own, like `CookieDef::host_prefix`"
            }
            Self::SameSiteNoneNeedsSecure => "a cookie with `SameSite=None` is `Secure`",
            Self::PartitionedNeedsSecure => "a `Partitioned` cookie is `Secure`",
            Self::InvalidMaxAge => "a cookie lives for at least a second and at most 400 days",
            Self::ScopeConflict => {
                "a response sets one cookie of a name, so with one path, domain and partition"
            }
            Self::TooMuch => "a response sets at most 50 cookies, of 14,336 bytes together",
            Self::InvalidExpires => "a cookie expires between the years 1601 and 9999",
        }
    }
}

impl fmt::Display for CookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error for CookieError {}

/// `500 Internal Server Error`: a cookie is made by the server.
#[allow(
    clippy::from_over_into,
    reason = "with axum's `IntoResponse`, `From` would make two errors of a middleware of it"
)]
impl Into<http::Response<Body>> for CookieError {
    fn into(self) -> http::Response<Body> {
        let head = Response::<Head>::new().with_status(StatusCode::INTERNAL_SERVER_ERROR);
        head.send(self.as_str())
    }
}
