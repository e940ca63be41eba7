//! `SetCookie`: a `Set-Cookie` that is known to be valid.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use cookie::time::{Duration, OffsetDateTime};
use cookie::{Cookie, CookieBuilder, Expiration, SameSite};
use http::HeaderValue;

use super::definition::CookieDef;
use super::error::CookieError;
use super::rules;

/// The lifetime of a cookie to remove. Clients older than `Max-Age` read the date.
///
/// RFC 6265bis §3.1: "To remove a cookie, the server returns a Set-Cookie header field with an
/// expiration date in the past."
const EXPIRED: &[u8] = b"; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";

/// A cookie to set, which keeps the rules of RFC 6265bis.
///
/// Made of a [`CookieDef`] and a value, or by `TryFrom` a [`cookie::Cookie`]; whatever cannot be sent, or would not be stored, is an
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
    name_end: usize,
    value_end: usize,
    removes: bool,
}

/// A cookie to remove: the name and the scope of one that was set.
///
/// A client removes a cookie only by the Path and Domain it was set with, and ignores the attempt
/// if a `__Host-` cookie is not `Secure`; so it is made of the same attributes that set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoveCookie(SetCookie);

impl SetCookie {
    /// The cookie of a definition, whose attributes are known to be valid.
    pub(super) fn defined<T: ?Sized>(
        definition: &CookieDef<T>,
        value: &str,
    ) -> Result<Self, CookieError> {
        rules::value(value.as_bytes())?;
        rules::pair_len(definition.name.len(), value.len())?;
        Ok(Self::assemble(definition, value, definition.lifetime.as_bytes()))
    }

    fn assemble<T: ?Sized>(definition: &CookieDef<T>, value: &str, lifetime: &[u8]) -> Self {
        let CookieDef { name, path, domain, flags, .. } = definition;
        let (domain_label, domain) = domain.map_or(("", ""), |domain| ("; Domain=", domain));
        let parts: [&[u8]; 9] = [
            name.as_bytes(),
            b"=",
            value.as_bytes(),
            b"; Path=",
            path.as_bytes(),
            domain_label.as_bytes(),
            domain.as_bytes(),
            flags.as_bytes(),
            lifetime,
        ];
        let mut line = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
        parts.iter().for_each(|part| line.extend_from_slice(part));
        let value_end = name.len() + 1 + value.len();
        Self { line: field_value(line), name_end: name.len(), value_end, removes: false }
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text(0..self.name_end)
    }

    /// Returns the value, as it is sent.
    #[must_use]
    pub fn value(&self) -> &str {
        self.text(self.name_end + 1..self.value_end)
    }

    fn text(&self, range: Range<usize>) -> &str {
        self.line
            .as_bytes()
            .get(range)
            .and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or_default()
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.line.as_bytes().get(..self.name_end) == Some(name.as_bytes())
    }

    /// The value that a request would have after this: none, when this removes the cookie.
    pub(super) fn becomes(&self) -> Option<&str> {
        (!self.removes).then(|| self.value())
    }

    pub(super) fn into_header(self) -> HeaderValue {
        self.line
    }
}

/// The octets that the rules allow are a part of those that a field value may have.
#[allow(clippy::expect_used, reason = "the rules have checked every octet")]
fn field_value(line: Vec<u8>) -> HeaderValue {
    HeaderValue::from_maybe_shared(Bytes::from(line)).expect("a `Set-Cookie` is visible ASCII")
}

impl RemoveCookie {
    pub(super) fn defined<T: ?Sized>(definition: &CookieDef<T>) -> Self {
        let cookie = SetCookie::assemble(definition, "", EXPIRED);
        Self(SetCookie { removes: true, ..cookie })
    }

    /// The `Set-Cookie` that has expired.
    pub(crate) fn into_expired(self) -> SetCookie {
        self.0
    }
}

impl TryFrom<Cookie<'_>> for SetCookie {
    type Error = CookieError;

    /// # Errors
    /// Returns the rule that the cookie breaks.
    fn try_from(cookie: Cookie<'_>) -> Result<Self, CookieError> {
        let (name, value) = (cookie.name().as_bytes(), cookie.value().as_bytes());
        rules::name(name)?;
        rules::value(value)?;
        rules::pair_len(name.len(), value.len())?;
        cookie.path().map(str::as_bytes).map_or(Ok(()), rules::path)?;
        cookie.domain().map(str::as_bytes).map_or(Ok(()), rules::domain)?;
        let cross_site = cookie.same_site() == Some(SameSite::None);
        let partitioned = cookie.partitioned() == Some(true);
        // As the cookie crate has it: these two imply `Secure`, unless it is denied.
        let secure = cookie.secure().unwrap_or(cross_site || partitioned);
        let http_only = cookie.http_only() == Some(true);
        rules::ties(&rules::Ties {
            name,
            secure,
            http_only,
            root_path: cookie.path() == Some("/"),
            has_domain: cookie.domain().is_some(),
            cross_site,
            partitioned,
        })?;

        let mut line = Vec::with_capacity(name.len() + value.len() + 128);
        let mut put = |parts: &[&[u8]]| {
            parts.iter().for_each(|part| line.extend_from_slice(part));
            line.len()
        };
        let name_end = put(&[name]);
        let value_end = put(&[b"=", value]);
        cookie.path().map(|path| put(&[b"; Path=", path.as_bytes()]));
        cookie.domain().map(|domain| put(&[b"; Domain=", domain.as_bytes()]));
        secure.then(|| put(&[b"; Secure"]));
        http_only.then(|| put(&[b"; HttpOnly"]));
        cookie.same_site().map(|site| put(&[b"; SameSite=", site.to_string().as_bytes()]));
        partitioned.then(|| put(&[b"; Partitioned"]));
        // A negative age is an age of zero: §5.6.2 treats both as the earliest time.
        let age = cookie.max_age().map(|age| u64::try_from(age.whole_seconds()).unwrap_or(0));
        if let Some(seconds) = age {
            rules::lifetime(seconds)?;
            put(&[b"; Max-Age=", seconds.to_string().as_bytes()]);
        }
        if let Some(Expiration::DateTime(at)) = cookie.expires() {
            put(&[b"; Expires=", rules::date(at)?.as_bytes()]);
        }
        Ok(Self { line: field_value(line), name_end, value_end, removes: age == Some(0) })
    }
}

impl TryFrom<CookieBuilder<'_>> for SetCookie {
    type Error = CookieError;

    /// # Errors
    /// Returns the rule that the cookie breaks.
    fn try_from(cookie: CookieBuilder<'_>) -> Result<Self, CookieError> {
        cookie.build().try_into()
    }
}

impl TryFrom<Cookie<'_>> for RemoveCookie {
    type Error = CookieError;

    /// # Errors
    /// Returns the rule that the cookie breaks; its value does not matter.
    fn try_from(mut cookie: Cookie<'_>) -> Result<Self, CookieError> {
        cookie.set_value("");
        // As `EXPIRED` has it.
        cookie.set_max_age(Duration::ZERO);
        cookie.set_expires(OffsetDateTime::UNIX_EPOCH);
        SetCookie::try_from(cookie).map(Self)
    }
}

impl TryFrom<CookieBuilder<'_>> for RemoveCookie {
    type Error = CookieError;

    /// # Errors
    /// Returns the rule that the cookie breaks; its value does not matter.
    fn try_from(cookie: CookieBuilder<'_>) -> Result<Self, CookieError> {
        cookie.build().try_into()
    }
}

/// Without the value, which may be a secret.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetCookie")
            .field("name", &self.name())
            .field("attributes", &self.text(self.value_end..self.line.len()))
            .finish_non_exhaustive()
    }
}
