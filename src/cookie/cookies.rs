//! `Cookies`: the cookies of a request, with the changes of the response.

use std::borrow::Cow;
use std::fmt;
use std::str::Utf8Error;
use std::sync::OnceLock;

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use super::find::{find, split};
use super::overrides::Overrides;
use super::percent;
use super::read::{ReadCookie, ReadCookieError};
use super::set_cookie::SetCookie;
use super::set_cookies::SetCookies;
#[cfg(feature = "tower")]
use super::set_cookies::Used;

/// The cookies of a request, updated with the changes of the response.
///
/// This is a read-only view. A clone is a snapshot that can be moved to another task. Names are
/// compared case-sensitively. Pairs of the request without a `=` or a name are skipped, and so are
/// pairs that are not UTF-8.
#[derive(Clone, Default)]
pub struct Cookies {
    pub(super) header: CookieHeader,
    pub(super) set_cookies: SetCookies,
    /// Overrides that only the handler sees. They take precedence over `set_cookies`.
    pub(super) overrides: Overrides,
}

/// The `Cookie` header of a request.
#[derive(Clone)]
pub(super) enum CookieHeader {
    Ready(Option<HeaderValue>),
    /// In middleware, the header is read when it is first needed.
    Lazy(OnceLock<Option<HeaderValue>>),
}

impl Default for CookieHeader {
    fn default() -> Self {
        Self::Lazy(OnceLock::new())
    }
}

impl Cookies {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        Self { header: CookieHeader::Ready(joined_header(headers)), ..Self::default() }
    }

    /// Creates the cookies of a request whose header is read later.
    ///
    /// Room for the cookies of other layers is reserved.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn with_reserved(used: Used) -> Self {
        Self {
            header: CookieHeader::default(),
            set_cookies: SetCookies::with_reserved(used),
            overrides: Overrides::default(),
        }
    }

    /// Reads the header of the request, unless it was read before.
    #[inline]
    pub(crate) fn read(&self, headers: &HeaderMap) {
        if let CookieHeader::Lazy(read) = &self.header {
            read.get_or_init(|| joined_header(headers));
        }
    }

    pub(super) fn header(&self) -> Option<&HeaderValue> {
        match &self.header {
            CookieHeader::Ready(header) => header.as_ref(),
            CookieHeader::Lazy(header) => header.get()?.as_ref(),
        }
    }

    /// Returns the value of a cookie.
    ///
    /// By definition, the value is decoded. By name, it is returned as it was sent.
    ///
    /// Returns `None` if the cookie is absent, or if its value does not match the definition.
    /// Examples are text that is not a number, and a value without a valid signature.
    /// [`try_get`](Self::try_get) distinguishes these cases.
    ///
    /// The value of a `CookieDef<str>` borrows from the cookies. To change the response while it is in
    /// use, copy it first: `get(&TOKEN).map(str::to_owned)`.
    ///
    /// If the request has several cookies with this name, the first one is returned. Clients send
    /// the cookie with the longer path first (RFC 6265bis §5.8.3).
    ///
    /// # Examples
    /// ```
    /// use headfirst::cookie::PercentEncoded;
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits"));
    /// const FLASH: CookieDef<PercentEncoded> = cookie_def!(CookieDef::new("flash"));
    ///
    /// let request = http::Request::builder().header("cookie", "visits=7; flash=Hello%20world").body(())?;
    /// let res = Response::<Head>::for_request(&request);
    /// assert_eq!(res.cookies().get(&VISITS), Some(7));
    /// assert_eq!(res.cookies().get(&FLASH).as_deref(), Some("Hello world"));
    /// assert_eq!(res.cookies().get("flash"), Some("Hello%20world"));
    /// # let _ = res.no_content();
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn get<W: ReadCookie>(&self, which: W) -> Option<W::Read<'_>> {
        self.value(which.name()).and_then(|value| which.read(value).ok())
    }

    /// Returns the value of a cookie, or an error if it cannot be read.
    ///
    /// The value is read as in [`get`](Self::get).
    ///
    /// # Errors
    /// Returns a [`ReadCookieError`] if the client sent a value that does not match the definition.
    ///
    /// # Examples
    /// ```
    /// use headfirst::cookie::ReadCookieError;
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits"));
    ///
    /// let request = http::Request::builder().header("cookie", "visits=seven").body(())?;
    /// let res = Response::<Head>::for_request(&request);
    /// assert_eq!(res.cookies().try_get(&VISITS), Err(ReadCookieError::InvalidValue));
    /// assert_eq!(res.cookies().get(&VISITS), None);
    /// # let _ = res.no_content();
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn try_get<W: ReadCookie>(&self, which: W) -> Result<Option<W::Read<'_>>, ReadCookieError> {
        self.value(which.name()).map(|value| which.read(value)).transpose()
    }

    /// Returns the percent-decoded value of a cookie without a definition.
    ///
    /// Use it for cookies of [`SetCookie::percent_encoded`]. A `%` without two hexadecimal digits
    /// is returned unchanged.
    ///
    /// # Errors
    /// Returns a [`Utf8Error`] if the decoded bytes are not UTF-8.
    pub fn percent_decoded(
        &self,
        name: impl AsRef<str>,
    ) -> Option<Result<Cow<'_, str>, Utf8Error>> {
        self.value(name.as_ref()).map(percent::decode)
    }

    /// Returns the value of a cookie as it was sent.
    #[inline]
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        if let Some(found) = self.overrides.iter().find(|o| o.name == name) {
            return found.value.as_deref();
        }
        let mut of_name = self.set_cookies.iter().filter(|c| c.name_bytes() == name.as_bytes());
        match of_name.next() {
            // If a name has two scopes, the cookie of the scope that is not removed is returned.
            Some(cookie) => cookie.new_value().or_else(|| of_name.find_map(SetCookie::new_value)),
            None => self.header().and_then(|header| find(header.as_bytes(), name)),
        }
    }

    /// Returns the names and values of all cookies.
    ///
    /// The cookies of the request that were not changed come first, in their order. The cookies
    /// that were set follow.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let request = http::Request::get("/").header("cookie", "theme=dark; seen=1").body(())?;
    /// let res = Response::<Head>::for_request(&request);
    /// assert!(res.cookies().iter().eq([("theme", "dark"), ("seen", "1")]));
    /// # let _ = res.no_content();
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let unchanged = self.pairs().filter(|pair| !self.is_overridden(pair.0.as_bytes()));
        unchanged.chain(self.overridden())
    }

    /// Returns the parts of the request's `Cookie` header that are not pairs.
    ///
    /// These are skipped: they have no `=`, no name, or bytes that are not UTF-8.
    pub fn malformed(&self) -> impl Iterator<Item = &[u8]> {
        self.segments().filter(|part| !part.trim_ascii().is_empty() && pair(part).is_none())
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.segments().filter_map(pair)
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = &[u8]> {
        self.header().into_iter().flat_map(|header| split(header.as_bytes()))
    }
}

/// Returns the `Cookie` header, joined if the request has several.
///
/// RFC 9113 §8.2.3:
///
/// > If there are multiple Cookie header fields after decompression, these MUST be
/// > concatenated into a single octet string using the two-octet delimiter of 0x3b, 0x20 (the ASCII
/// > string "; ") before being passed into a non-HTTP/2 context
fn joined_header(headers: &HeaderMap) -> Option<HeaderValue> {
    let first = headers.get(COOKIE)?;
    // Most requests have one value of each header.
    if headers.len() == headers.keys_len() {
        return Some(first.clone());
    }
    let mut others = headers.get_all(COOKIE).iter().skip(1).peekable();
    if others.peek().is_none() {
        return Some(first.clone());
    }
    let mut whole = Vec::from(first.as_bytes());
    for header in others {
        whole.extend_from_slice(b"; ");
        whole.extend_from_slice(header.as_bytes());
    }
    // Joined header values are a valid header value.
    HeaderValue::from_maybe_shared(Bytes::from(whole)).ok()
}

/// Splits a pair as in RFC 6265bis §5.6: at the first `=`, and without surrounding white space.
pub(super) fn pair(bytes: &[u8]) -> Option<(&str, &str)> {
    let (name, value) = std::str::from_utf8(bytes).ok()?.split_once('=')?;
    let name = name.trim_matches([' ', '\t']);
    (!name.is_empty()).then_some((name, value.trim_matches([' ', '\t'])))
}

/// Splits a pair whose value may not be UTF-8. Such a pair can also be overwritten.
pub(super) fn pair_of_bytes(part: &[u8]) -> Option<(&[u8], &[u8])> {
    let equals = part.iter().position(|&byte| byte == b'=')?;
    let name = part[..equals].trim_ascii();
    (!name.is_empty()).then_some((name, &part[equals + 1..]))
}

/// Formats the names without the values, which may be secrets.
impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|pair| pair.0)).finish()
    }
}
