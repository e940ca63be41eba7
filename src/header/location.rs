//! Values of `Location`.

use std::fmt::Write as _;

use http::HeaderValue;

use super::HeaderError;

/// Target of a redirect: a value of `Location`
/// ([RFC 9110 §10.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2)).
///
/// A literal converts to one, and so does a [`HeaderValue`]. Text that is known at run time is checked by
/// [`Location::path`], which accepts pages of this site alone: a redirect to another site that a client has
/// chosen is an open redirect.
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
    /// Checks a path of this site, with its query and fragment.
    ///
    /// It begins with one `/`, and has the bytes that a URL may have
    /// ([RFC 3986 §2](https://www.rfc-editor.org/rfc/rfc3986#section-2)); text in it is percent-encoded first.
    /// Browsers read `//` and `/\` as the beginning of another site, and skip tabs and line breaks.
    ///
    /// # Errors
    /// Returns [`HeaderError::InvalidLocation`] for other text.
    pub fn path(path: impl AsRef<str>) -> Result<Self, HeaderError> {
        let path = path.as_ref();
        let begins = path.starts_with('/') && !path.starts_with("//");
        if !begins || !path.bytes().all(is_of_url) {
            return Err(HeaderError::InvalidLocation);
        }
        HeaderValue::from_str(path).map(Self).map_err(|_| HeaderError::InvalidLocation)
    }
}

/// Whether a URL may have this byte: reserved, unreserved or `%`.
const fn is_of_url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%')
        || matches!(byte, b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@')
        || matches!(
            byte,
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
        )
}

impl From<HeaderValue> for Location {
    fn from(value: HeaderValue) -> Self {
        Self(value)
    }
}

/// A literal of the program. Bytes that a URL may not have are percent-encoded, as browsers do.
impl From<&'static str> for Location {
    fn from(literal: &'static str) -> Self {
        if literal.bytes().all(is_of_url) {
            return Self(HeaderValue::from_static(literal));
        }
        let mut encoded = String::with_capacity(literal.len() + 16);
        for byte in literal.bytes() {
            match is_of_url(byte) {
                true => encoded.push(char::from(byte)),
                false => _ = write!(encoded, "%{byte:02X}"),
            }
        }
        // Never fails: only visible ASCII is left.
        Self(HeaderValue::try_from(encoded).unwrap_or(HeaderValue::from_static("/")))
    }
}

impl From<Location> for HeaderValue {
    fn from(location: Location) -> Self {
        location.0
    }
}

/// Target of a redirect that is known to be valid: anything that is `Into<Location>`.
///
/// This is a separate trait so that the compiler error can name the fix.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be a valid target of a redirect",
    label = "not a literal, and not checked",
    note = "for a page of this site: `Location::path(text)?`",
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
