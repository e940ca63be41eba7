//! `SetCookie`: a `Set-Cookie` that is known to be valid.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use http::HeaderValue;

use super::definition::{CookieDef, Scope};
use super::error::CookieError;
use super::rules;

/// The lifetime of a cookie to remove. It has no `Max-Age`, which cannot be zero.
///
/// RFC 6265bis §4.1.2: "servers can delete cookies by sending the user agent a new cookie with an
/// Expires attribute with a value in the past".
pub(super) const EXPIRED: &[u8] = b"; Expires=Thu, 01 Jan 1970 00:00:00 GMT";

/// A cookie to set, which keeps the rules of RFC 6265bis.
///
/// Made of a [`CookieDef`] and a value, or by `TryFrom` a [`cookie::Cookie`]; what breaks a rule is an
/// error there and then.
///
/// # Examples
/// ```
/// use cookie::Cookie;
/// use headfirst::SetCookie;
/// use headfirst::cookie::CookieError;
///
/// let token = Cookie::build(("__Host-token", "t2")).path("/").secure(true).http_only(true);
/// assert_eq!(SetCookie::try_from(token)?.value(), "t2");
///
/// let split = Cookie::new("token", "t2; Domain=evil.example");
/// assert_eq!(SetCookie::try_from(split).unwrap_err(), CookieError::Value);
/// # Ok::<(), CookieError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SetCookie {
    /// `name=value`, then the attributes.
    line: HeaderValue,
    name_end: u16,
    value_end: u16,
    /// [`rules::name_hash`]: two that differ are told apart without reading them.
    pub(super) name_hash: u16,
    removes: bool,
}

/// A cookie to remove: the name and the scope of one that was set.
///
/// A client removes a cookie only by the Path and Domain it was set with, and ignores the attempt
/// if a `__Host-` cookie is not `Secure`; so it is made of the same attributes that set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoveCookie(pub(super) SetCookie);

impl SetCookie {
    /// The cookie of a definition, whose attributes are known to be valid.
    pub(super) fn defined<T: ?Sized>(
        definition: &CookieDef<T>,
        value: &str,
    ) -> Result<Self, CookieError> {
        rules::value(value.as_bytes())?;
        rules::pair_len(definition.name.len(), value.len())?;
        let line = line(definition, value, definition.attributes(), b"");
        Ok(Self::of(line, definition.name_hash, definition.name.len(), value.len(), false))
    }

    /// A line of octets that the rules have allowed: they are a part of those that a field value
    /// may have, and a name and a value of at most 4,096 octets.
    #[inline]
    #[allow(clippy::expect_used, reason = "the rules have checked every octet")]
    pub(super) fn of(
        line: Vec<u8>,
        name_hash: u16,
        name: usize,
        value: usize,
        removes: bool,
    ) -> Self {
        let line = HeaderValue::from_maybe_shared(Bytes::from(line));
        let line = line.expect("a `Set-Cookie` is visible ASCII and spaces");
        let (name_end, value_end) = (name as u16, (name + 1 + value) as u16);
        Self { line, name_end, value_end, name_hash, removes }
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text(0..self.name_end.into())
    }

    /// Returns the value, as it is sent.
    #[must_use]
    pub fn value(&self) -> &str {
        self.text(usize::from(self.name_end) + 1..self.value_end.into())
    }

    fn text(&self, range: Range<usize>) -> &str {
        self.line
            .as_bytes()
            .get(range)
            .and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or_default()
    }

    pub(super) fn name_octets(&self) -> &[u8] {
        &self.line.as_bytes()[..self.name_end.into()]
    }

    pub(super) fn has_name_of(&self, other: &Self) -> bool {
        self.name_hash == other.name_hash && self.name_octets() == other.name_octets()
    }

    /// The value that a request would have after this: none, when this removes the cookie.
    pub(super) fn becomes(&self) -> Option<&str> {
        (!self.removes).then(|| self.value())
    }

    /// Whether a client would keep this cookie in the place of the other (RFC 6265bis §5.7): they
    /// have one name, and one scope.
    pub(super) fn has_scope_of(&self, other: &Self) -> bool {
        fn scope(cookie: &SetCookie) -> impl Iterator<Item = &[u8]> {
            let attributes =
                cookie.line.as_bytes()[cookie.value_end.into()..].split(|&o| o == b';');
            attributes.map(<[u8]>::trim_ascii_start).filter(|attribute| {
                let is = |name: &[u8]| attribute.starts_with(name);
                is(b"Path=") || is(b"Domain=") || is(b"Partitioned")
            })
        }
        let (mut own, mut others) = (scope(self), scope(other));
        loop {
            match (own.next(), others.next()) {
                (None, None) => return true,
                // A path has its case; of domains, two that differ in it are rare enough to refuse.
                (Some(own), Some(other)) if own == other => {}
                _ => return false,
            }
        }
    }

    pub(super) fn into_header(self) -> HeaderValue {
        self.line
    }
}

/// `name=value`, the scope, and the other attributes in two parts.
fn line<T: ?Sized>(def: &CookieDef<T>, value: &str, attributes: &[u8], more: &[u8]) -> Vec<u8> {
    let scope_len = def.long_scope.as_ref().map_or(0, Scope::len);
    let len = def.name.len() + 1 + value.len() + scope_len + attributes.len() + more.len();
    let mut line = Vec::with_capacity(len);
    line.extend_from_slice(def.name.as_bytes());
    line.push(b'=');
    line.extend_from_slice(value.as_bytes());
    if let Some(scope) = &def.long_scope {
        scope.parts().iter().for_each(|part| line.extend_from_slice(part));
    }
    line.extend_from_slice(attributes);
    line.extend_from_slice(more);
    line
}

impl RemoveCookie {
    pub(super) fn defined<T: ?Sized>(definition: &CookieDef<T>) -> Self {
        let line = line(definition, "", definition.removal(), EXPIRED);
        Self(SetCookie::of(line, definition.name_hash, definition.name.len(), 0, true))
    }

    /// The `Set-Cookie` that has expired.
    pub(crate) fn into_expired(self) -> SetCookie {
        self.0
    }
}

/// Without the value, which may be a secret.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetCookie")
            .field("name", &self.name())
            .field("attributes", &self.text(self.value_end.into()..self.line.len()))
            .finish_non_exhaustive()
    }
}
