//! Errors for cookies that break a rule of RFC 6265bis.

use std::error::Error;
use std::fmt;

/// A rule that a cookie breaks.
///
/// The section numbers refer to
/// [RFC 6265bis](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis), which
/// defines the prefixes `__Secure-` and `__Host-` in §4.1.3. `__Http-` and `__Host-Http-` are
/// defined in
/// [layered cookies](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-layered-cookies).
///
/// # Examples
/// ```
/// use headfirst::CookieDef;
/// use headfirst::cookie::CookieError;
///
/// let name = "to ken"; // from configuration
/// let error = CookieDef::new(name).build().unwrap_err();
/// assert_eq!(error, CookieError::InvalidName);
/// assert_eq!(error.to_string(), "the cookie name is not a token");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CookieError {
    /// The name is not a token (§4.1.1).
    InvalidName,
    /// The value has a byte that is not a `cookie-octet` (§4.1.1).
    ///
    /// A `CookieDef<PercentEncoded>` encodes such text.
    InvalidValue,
    /// The name and the value together exceed 4,096 bytes (§5.6).
    TooLong,
    /// The path is not absolute, is too long, or never matches a request.
    ///
    /// The limit is 1,024 bytes. A path never matches if it has a segment of one or two dots. The
    /// same is true if it has a space, a control character, or one of ``" # ; < > ? \ ` { }``.
    InvalidPath,
    /// The domain is not a host name, or exceeds 255 bytes.
    InvalidDomain,
    /// A `__Secure-`, `__Host-`, `__Http-` or `__Host-Http-` cookie without `Secure`.
    PrefixNeedsSecure,
    /// A `__Http-` or `__Host-Http-` cookie without `HttpOnly`.
    PrefixNeedsHttpOnly,
    /// A `__Host-` or `__Host-Http-` cookie whose path is not `/`.
    PrefixNeedsRootPath,
    /// A `__Host-` or `__Host-Http-` cookie with a domain.
    PrefixForbidsDomain,
    /// The name lacks the prefix that the constructor of its definition requires.
    PrefixMissing,
    /// The name has a prefix, in any case, that requires another constructor.
    UnexpectedPrefix,
    /// A `SameSite=None` cookie without `Secure`, which clients do not store (§5.7).
    SameSiteNoneNeedsSecure,
    /// A `Partitioned` cookie without `Secure`, which clients do not store.
    PartitionedNeedsSecure,
    /// The lifetime exceeds 400 days, or a definition's is below 1 second.
    ///
    /// Clients cap a lifetime at 400 days (§5.5).
    InvalidMaxAge,
    /// The response already sets this cookie with another path, domain or partition.
    ///
    /// A client would store both cookies, and a response sets only one of each name (§4.1.1). If
    /// both are intended, use [`move_cookie`](crate::Response::move_cookie).
    ///
    /// A middleware that runs after its handler changes the handler's response, so the cookies of
    /// that response count. Two responses to one request are not compared: cookies that a
    /// middleware sets before its handler, or that were set on a response that was dropped, are
    /// sent in addition to those of another scope.
    ScopeConflict,
    /// The response would set too many cookies, or too many bytes of them.
    ///
    /// The limits are 50 cookies and 14,336 bytes. The bytes are those of the `Set-Cookie` values,
    /// plus 42 bytes for each. Clients drop the rest or refuse the response.
    TooMuch,
    /// The expiry date cannot be written: its year is before 1601 or after 9999 (§5.1.1).
    InvalidExpires,
}

impl CookieError {
    /// Returns the text of the error.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidName => "the cookie name is not a token",
            Self::InvalidValue => {
                "the cookie value has a control character, space, quote, comma, `;` or `\\`"
            }
            Self::TooLong => "the cookie's name and value exceed 4,096 bytes",
            Self::InvalidPath => {
                "the cookie path does not start with `/`, has `..`, a space, `?`, `#`, `;` or `\\`, or \
                 exceeds 1,024 bytes"
            }
            Self::InvalidDomain => "the cookie domain is not a host name",
            Self::PrefixNeedsSecure => "this cookie name prefix requires `Secure`",
            Self::PrefixNeedsHttpOnly => "this cookie name prefix requires `HttpOnly`",
            Self::PrefixNeedsRootPath => "this cookie name prefix requires `Path=/`",
            Self::PrefixForbidsDomain => "this cookie name prefix forbids `Domain`",
            Self::PrefixMissing => {
                "the cookie name lacks the prefix of its definition, such as `__Host-`"
            }
            Self::UnexpectedPrefix => {
                "the prefix of the cookie name needs its own constructor, such as `CookieDef::host_prefix`"
            }
            Self::SameSiteNoneNeedsSecure => "`SameSite=None` requires `Secure`",
            Self::PartitionedNeedsSecure => "`Partitioned` requires `Secure`",
            Self::InvalidMaxAge => "the cookie's lifetime is not between 1 second and 400 days",
            Self::ScopeConflict => {
                "the response already sets this cookie with another path, domain or partition"
            }
            Self::TooMuch => {
                "the response would set more than 50 cookies, or more than 14,336 bytes of them"
            }
            Self::InvalidExpires => "the cookie's expiry year is not between 1601 and 9999",
        }
    }
}

impl fmt::Display for CookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error for CookieError {}
