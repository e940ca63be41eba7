//! Values of a defined cookie: set, removed, and read as what they hold.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};
use std::str::{FromStr, Utf8Error};

use super::base64url;
use super::definition::CookieDef;
use super::error::CookieError;
use super::rules;
use super::set_cookie::{RemoveCookie, SetCookie};
use super::view::Cookies;

impl CookieDef {
    /// Makes the cookie with this value, as it is.
    ///
    /// # Errors
    /// Returns [`CookieError::InvalidValue`] for octets that a value cannot have, such as spaces, commas
    /// and `;`, and [`CookieError::TooLong`].
    #[inline]
    pub fn value(&self, value: &str) -> Result<SetCookie, CookieError> {
        SetCookie::defined(self, value)
    }

    /// Makes the cookie with any text, percent-encoded.
    ///
    /// [`Cookies::percent_decoded`] reads it.
    ///
    /// # Errors
    /// Returns [`CookieError::TooLong`] where the encoded text is.
    pub fn percent_encoded(&self, text: &str) -> Result<SetCookie, CookieError> {
        let mut value = String::with_capacity(text.len());
        for octet in text.bytes() {
            if octet != b'%' && rules::is_cookie_octet(octet) {
                value.push(char::from(octet));
            } else {
                let digit = |four: u8| char::from(b"0123456789ABCDEF"[usize::from(four)]);
                value.extend(['%', digit(octet >> 4), digit(octet & 15)]);
            }
        }
        SetCookie::defined(self, &value)
    }

    /// Makes the cookie with any octets, in base64 with the URL alphabet.
    ///
    /// [`Cookies::base64url`] reads it.
    ///
    /// # Errors
    /// Returns [`CookieError::TooLong`] where the encoded octets are.
    pub fn base64url(&self, octets: &[u8]) -> Result<SetCookie, CookieError> {
        SetCookie::defined(self, &base64url::encode(octets))
    }
}

impl<T: Display + FromStr> CookieDef<T> {
    /// Makes the cookie with this value, as it is shown.
    ///
    /// # Errors
    /// Returns [`CookieError::InvalidValue`] where it is shown with octets that a value cannot have, or
    /// fails to be shown, and [`CookieError::TooLong`].
    pub fn value(&self, value: &T) -> Result<SetCookie, CookieError> {
        let mut text = String::new();
        write!(text, "{value}").map_err(|fmt::Error| CookieError::InvalidValue)?;
        SetCookie::defined(self, &text)
    }
}

/// Removes the cookie with the scope of its definition.
impl<T: ?Sized> From<&CookieDef<T>> for RemoveCookie {
    fn from(definition: &CookieDef<T>) -> Self {
        Self::defined(definition)
    }
}

/// Reading what a definition says.
impl Cookies {
    /// Returns what a cookie holds: none where it is absent, an error where it cannot be parsed.
    ///
    /// # Errors
    /// Returns the error of `T`; the value is whatever the client has sent.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits"));
    ///
    /// let request = http::Request::builder().header("cookie", "visits=seven").body(())?;
    /// let res = Response::<Head>::for_request(&request);
    /// assert!(res.cookies().parse(&VISITS).is_some_and(|visits| visits.is_err()));
    /// # let _ = res.no_content();
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn parse<T: FromStr>(&self, definition: &CookieDef<T>) -> Option<Result<T, T::Err>> {
        self.get(definition).map(str::parse)
    }

    /// Returns the value of a cookie with its percent-encoding undone.
    ///
    /// A `%` without two hexadecimal digits stands for itself.
    ///
    /// # Errors
    /// Returns a [`Utf8Error`] where the octets are not UTF-8.
    pub fn percent_decoded(
        &self,
        name: impl AsRef<str>,
    ) -> Option<Result<Cow<'_, str>, Utf8Error>> {
        let value = self.get(name)?;
        if !value.contains('%') {
            return Some(Ok(Cow::Borrowed(value)));
        }
        Some(String::from_utf8(decoded(value)).map(Cow::Owned).map_err(|e| e.utf8_error()))
    }

    /// Returns the octets of a cookie that was made with [`CookieDef::base64url`].
    ///
    /// # Errors
    /// Returns [`CookieError::InvalidValue`] where the client sent what that does not make.
    pub fn base64url(&self, name: impl AsRef<str>) -> Option<Result<Vec<u8>, CookieError>> {
        Some(base64url::decode(self.get(name)?).ok_or(CookieError::InvalidValue))
    }
}

fn decoded(value: &str) -> Vec<u8> {
    let digit = |octet: Option<&u8>| octet.and_then(|&octet| char::from(octet).to_digit(16));
    let (mut octets, mut rest) = (Vec::with_capacity(value.len()), value.as_bytes());
    while let [first, after @ ..] = rest {
        rest = after;
        octets.push(match (first, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                rest = &after[2..];
                (high * 16 + low) as u8
            }
            _ => *first,
        });
    }
    octets
}
