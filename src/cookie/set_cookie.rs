//! `SetCookie`: a validated `Set-Cookie` value.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use http::HeaderValue;

use super::attributes::Parts;
use super::error::CookieError;
use super::identity::Identity;
use super::{relayed, rules};

/// The lifetime of a cookie to remove.
///
/// RFC 6265bis §4.1.2: "servers can delete cookies by sending the user agent a new cookie with an
/// Expires attribute with a value in the past". The date is one second after the epoch. The epoch
/// itself is zero, which some clients treat as no date: aiohttp then stores the cookie for the
/// session.
pub(super) const EXPIRED: &[u8] = b"; Expires=Thu, 01 Jan 1970 00:00:01 GMT";

/// A cookie to set, which follows the rules of RFC 6265bis.
///
/// It is created from a [`CookieDef`](crate::CookieDef) and a value, or by `TryFrom` from a
/// [`Cookie`](super::Cookie). A broken rule is an error of that conversion.
/// [`percent_encoded`](Self::percent_encoded) takes a cookie whose value can be any text.
/// [`relayed`](Self::relayed) takes a `Set-Cookie` of another server, even if it breaks a rule.
///
/// # Examples
/// ```
/// use headfirst::SetCookie;
/// use headfirst::cookie::{Cookie, CookieError};
///
/// let token = Cookie::build(("__Host-token", "t2")).path("/").secure(true).http_only(true);
/// assert_eq!(SetCookie::try_from(token)?.value(), "t2");
///
/// let split = Cookie::new("token", "t2; Domain=evil.example");
/// assert_eq!(SetCookie::try_from(split).unwrap_err(), CookieError::InvalidValue);
/// # Ok::<(), CookieError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SetCookie {
    /// `name=value`, then the attributes.
    pub(super) line: HeaderValue,
    pub(super) name_end: u16,
    pub(super) value_end: u16,
    /// The [`rules::name_hash`], which tells most names apart without comparing them.
    pub(super) name_hash: u16,
    pub(super) is_removal: bool,
    /// Whether the response may also set another cookie of this name, with another scope.
    pub(super) is_additional: bool,
}

/// A cookie to remove: its name, and the scope that it was set with.
///
/// A client removes a cookie only if Path and Domain are those it was set with. It ignores the
/// removal of a `__Host-` cookie without `Secure`. So a removal has the same attributes that set
/// the cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoveCookie(pub(super) SetCookie);

impl SetCookie {
    /// Creates a cookie from a definition, whose attributes are known to be valid.
    pub(super) fn from_definition(parts: &Parts, value: &str) -> Result<Self, CookieError> {
        let definition = parts.get();
        rules::check_value(value.as_bytes())?;
        rules::check_pair_len(definition.name.len(), value.len())?;
        let line = line(definition.name, value, definition.attributes, b"");
        Ok(Self::from_line(line, definition.name_hash, definition.name.len(), value.len(), false))
    }

    /// Creates a cookie from a line whose bytes were checked by the rules.
    ///
    /// The rules allow a subset of the bytes of a header value, and a name and a value of at most
    /// 4,096 bytes.
    #[inline]
    #[allow(clippy::expect_used, reason = "the rules have checked every byte")]
    pub(super) fn from_line(
        line: Vec<u8>,
        name_hash: u16,
        name: usize,
        value: usize,
        is_removal: bool,
    ) -> Self {
        let line = HeaderValue::from_maybe_shared(Bytes::from(line));
        let line = line.expect("a `Set-Cookie` is visible ASCII and spaces");
        let (name_end, value_end) = (name as u16, (name + 1 + value) as u16);
        Self { line, name_end, value_end, name_hash, is_removal, is_additional: false }
    }

    /// Creates a cookie from a `Set-Cookie` of another server, to forward it unchanged.
    ///
    /// No rule is checked: clients may reject the cookie, or parse it differently than this crate
    /// does. To forward a whole response, use [`relay`](crate::Response::relay), which preserves
    /// its cookies.
    ///
    /// # Errors
    /// Returns [`CookieError::TooMuch`] if the line exceeds the limit for all cookies of a
    /// response.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response, SetCookie};
    /// use http::HeaderValue;
    ///
    /// let line = HeaderValue::from_static(r#"user[name]={"id": 7}; Priority=High"#);
    /// let mut res = Response::<Head>::new();
    /// res.set_cookie(SetCookie::relayed(line.clone()))?;
    /// assert_eq!(res.cookies().get("user[name]"), Some(r#"{"id": 7}"#));
    /// assert_eq!(res.send("").headers()["set-cookie"], line);
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    pub fn relayed(line: HeaderValue) -> Result<Self, CookieError> {
        relayed::parse(line)
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text(0..self.name_end.into()).trim_ascii()
    }

    /// Returns the value in its encoded form.
    #[must_use]
    pub fn value(&self) -> &str {
        self.text(self.value_range()).trim_ascii()
    }

    fn value_range(&self) -> Range<usize> {
        let start = match self.line.as_bytes().get(usize::from(self.name_end)) {
            Some(b'=') => usize::from(self.name_end) + 1,
            // A pair without `=` is a value without a name.
            _ => self.name_end.into(),
        };
        start..self.value_end.into()
    }

    fn text(&self, range: Range<usize>) -> &str {
        self.line
            .as_bytes()
            .get(range)
            .and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or_default()
    }

    pub(super) fn name_bytes(&self) -> &[u8] {
        self.line.as_bytes()[..self.name_end.into()].trim_ascii()
    }

    pub(super) fn has_name_of(&self, other: &Self) -> bool {
        self.name_hash == other.name_hash && self.name_bytes() == other.name_bytes()
    }

    /// Returns the value that a later request would have, or `None` for a removal.
    pub(super) fn new_value(&self) -> Option<&str> {
        (!self.is_removal).then(|| self.value())
    }

    /// Returns the length of `name=value`, in bytes.
    pub(super) fn pair_len(&self) -> usize {
        self.value_end.into()
    }

    /// Returns the pair that a later request would have, or `None` for a removal.
    pub(super) fn new_pair(&self) -> Option<(&[u8], &[u8])> {
        if self.is_removal {
            return None;
        }
        let pair = &self.line.as_bytes()[..self.value_end.into()];
        let (name, value) = (&pair[..self.name_end.into()], &pair[self.value_range().start..]);
        // Most pairs are ASCII, which takes fewer instructions to check.
        if pair.is_ascii() {
            return Some((name.trim_ascii(), value.trim_ascii()));
        }
        let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default().trim_ascii().as_bytes();
        Some((text(name), text(value)))
    }

    pub(super) fn is_removal(&self) -> bool {
        self.is_removal
    }

    /// Returns whether a client would replace the other cookie with this one.
    pub(super) fn has_scope_of(&self, other: &Self) -> bool {
        Identity::parse(self.line.as_bytes(), b"") == Identity::parse(other.line.as_bytes(), b"")
    }

    /// Returns the size that counts toward the limit of a response, in bytes.
    #[inline]
    pub(super) fn bytes(&self) -> u32 {
        // No line is longer than the limit of a response, or than a name, a value and a few
        // attributes.
        self.line.len() as u32 + rules::LINE_OVERHEAD
    }

    pub(crate) fn line(&self) -> &HeaderValue {
        &self.line
    }

    pub(super) fn into_header(self) -> HeaderValue {
        self.line
    }
}

/// Returns `name=value`, followed by the attributes in two parts.
///
/// Always inlined: most lines have no second part, and inlining removes the code for it.
#[inline(always)]
fn line(name: &str, value: &str, attributes: &[u8], more: &[u8]) -> Vec<u8> {
    let len = name.len() + 1 + value.len() + attributes.len() + more.len();
    let mut line = Vec::with_capacity(len);
    line.extend_from_slice(name.as_bytes());
    line.push(b'=');
    line.extend_from_slice(value.as_bytes());
    line.extend_from_slice(attributes);
    line.extend_from_slice(more);
    line
}

impl RemoveCookie {
    pub(super) fn from_definition(parts: &Parts) -> Self {
        let definition = parts.get();
        let line = line(definition.name, "", definition.removal(), EXPIRED);
        Self(SetCookie::from_line(line, definition.name_hash, definition.name.len(), 0, true))
    }

    /// Returns the expired `Set-Cookie`.
    pub(crate) fn into_expired(self) -> SetCookie {
        self.0
    }
}

/// Formats the cookie without its value, which may be a secret.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetCookie")
            .field("name", &self.name())
            .field("attributes", &self.text(self.value_end.into()..self.line.len()))
            .finish_non_exhaustive()
    }
}
