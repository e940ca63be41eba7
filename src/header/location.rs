//! Values of `Location`.

use std::fmt::Write as _;

use http::HeaderValue;

use super::HeaderError;

/// The target of a redirect: a value of `Location`.
///
/// It is defined in [RFC 9110 §10.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2). A
/// string literal converts to a `Location`, and so does a [`HeaderValue`]. [`Location::path`]
/// checks text that is known at run time. It accepts only paths of this site. If a client can
/// choose the target, a redirect to another site is an open redirect.
///
/// # Examples
/// ```
/// use headfirst::header::{HeaderError, Location};
/// use headfirst::{Head, Response};
///
/// let id = 3;
/// let res = Response::<Head>::new().redirect(Location::path(format!("/todos/{id}"))?);
/// assert_eq!(res.headers()["location"], "/todos/3");
///
/// for elsewhere in ["https://example.org", "//example.org", "/\\example.org", "/\t/example.org"] {
///     assert_eq!(Location::path(elsewhere), Err(HeaderError::InvalidLocation));
/// }
/// # Ok::<(), HeaderError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location(HeaderValue);

impl Location {
    /// Checks a path of this site, including its query and fragment.
    ///
    /// A path starts with a single `/` and has only bytes that are allowed in a URL
    /// ([RFC 3986 §2](https://www.rfc-editor.org/rfc/rfc3986#section-2)). Other text is encoded by
    /// [`encode_path`](Self::encode_path). Browsers treat `//` and `/\` as the start of another
    /// site, and ignore tabs and line breaks.
    ///
    /// # Errors
    /// Returns [`HeaderError::InvalidLocation`] for other text.
    ///
    /// # Examples
    /// ```
    /// use headfirst::header::{HeaderError, Location};
    /// use http::HeaderValue;
    ///
    /// let location = Location::path("/todos?page=2#milk")?;
    /// assert_eq!(HeaderValue::from(location), "/todos?page=2#milk");
    /// assert_eq!(Location::path("https://example.org"), Err(HeaderError::InvalidLocation));
    /// # Ok::<(), HeaderError>(())
    /// ```
    pub fn path(path: impl AsRef<str>) -> Result<Self, HeaderError> {
        let path = path.as_ref();
        let is_absolute = path.starts_with('/') && !path.starts_with("//");
        if !is_absolute || !path.bytes().all(is_url_byte) {
            return Err(HeaderError::InvalidLocation);
        }
        HeaderValue::from_str(path).map(Self).map_err(|_| HeaderError::InvalidLocation)
    }
}

/// Returns `true` if a URL may have this byte: reserved, unreserved or `%`.
const fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%')
        || matches!(byte, b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@')
        || matches!(
            byte,
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
        )
}

impl Location {
    /// Percent-encodes a path of this site, including its query and fragment.
    ///
    /// This is [`path`](Self::path) for text that is not encoded completely, such as the path of a
    /// request or a `next` that a client has sent. Bytes that are not allowed in a URL are encoded, as
    /// in browsers. A `%` is not encoded again. A backslash and a tab are bytes of the path then, so
    /// the text cannot redirect to another site.
    ///
    /// # Errors
    /// Returns [`HeaderError::InvalidLocation`] if the text does not start with a single `/`.
    ///
    /// # Examples
    /// ```
    /// use headfirst::header::Location;
    /// use headfirst::{Head, Response};
    ///
    /// fn logged_in(res: Response<Head>, next: &str) -> http::Response<headfirst::Body> {
    ///     res.redirect(Location::encode_path(next).unwrap_or_else(|_| "/".into()))
    /// }
    ///
    /// let res = logged_in(Response::new(), "/café?q={a}|b");
    /// assert_eq!(res.headers()["location"], "/caf%C3%A9?q=%7Ba%7D%7Cb");
    /// let res = logged_in(Response::new(), "//example.org");
    /// assert_eq!(res.headers()["location"], "/");
    /// ```
    pub fn encode_path(path: impl AsRef<str>) -> Result<Self, HeaderError> {
        let path = path.as_ref();
        if !path.starts_with('/') || path.starts_with("//") {
            return Err(HeaderError::InvalidLocation);
        }
        Ok(Self(encode(path)))
    }
}

/// Percent-encodes the bytes that are not allowed in a URL.
fn encode(text: &str) -> HeaderValue {
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match is_url_byte(byte) {
            true => encoded.push(char::from(byte)),
            false => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    // This never fails, because only visible ASCII is left.
    HeaderValue::try_from(encoded).unwrap_or(HeaderValue::from_static("/"))
}

impl From<HeaderValue> for Location {
    fn from(value: HeaderValue) -> Self {
        Self(value)
    }
}

/// Converts a string literal.
///
/// Bytes that are not allowed in a URL are percent-encoded, as in browsers.
impl From<&'static str> for Location {
    fn from(literal: &'static str) -> Self {
        if literal.bytes().all(is_url_byte) {
            return Self(HeaderValue::from_static(literal));
        }
        Self(encode(literal))
    }
}

impl From<Location> for HeaderValue {
    fn from(location: Location) -> Self {
        location.0
    }
}

/// A valid target of a redirect: anything that is `Into<Location>`.
///
/// This is a separate trait so that the compile error can name the fix.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be a valid redirect target",
    label = "not a literal, and not checked",
    note = "for a page of this site: `headfirst::Location::path(text)?`",
    note = "if the client sent it: `Location::encode_path(text).unwrap_or_else(|_| \"/\".into())`",
    note = "for another site, once the client cannot choose it: `HeaderValue::try_from(text)?`"
)]
pub trait IntoLocation {
    #[doc(hidden)]
    fn into_location(self) -> Location;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Location>> IntoLocation for T {
    fn into_location(self) -> Location {
        self.into()
    }
}
