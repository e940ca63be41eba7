//! Percent-encoded cookie values.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::str::Utf8Error;

use cookie::Cookie;

use super::error::CookieError;
use super::read::ReadCookieError;
use super::rules;
use super::set_cookie::SetCookie;
use super::value::{CookieValue, Held, Unkeyed};

/// The percent-encoding of a value, which allows any text.
///
/// A [`CookieDef<PercentEncoded>`](crate::CookieDef) is set with text and read as text. The
/// encoding is the same as in the cookie crate, axum-extra and tower-cookies. The type itself has
/// no values.
///
/// # Examples
/// ```
/// use headfirst::cookie::PercentEncoded;
/// use headfirst::{CookieDef, Head, Response, cookie_def};
///
/// const FLASH: CookieDef<PercentEncoded> = cookie_def!(CookieDef::new("flash"));
///
/// let mut res = Response::<Head>::new();
/// res.set_cookie(FLASH.value("Hello, world"))?;
/// assert_eq!(res.cookies().get(&FLASH).as_deref(), Some("Hello, world"));
/// let sent = res.no_content();
/// assert!(sent.headers()["set-cookie"].to_str()?.starts_with("flash=Hello%2C%20world; "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PercentEncoded<T: ?Sized = str>(PhantomData<fn() -> T>);

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Held> CookieValue for PercentEncoded<T> {
    type Holds = T;
    type Read<'c> = T::Owned;
    type Keys = ();

    fn encode<'t>(text: Cow<'t, str>, _: &str, (): &()) -> Result<Cow<'t, str>, CookieError> {
        Ok(Cow::Owned(encode(&text)))
    }

    fn decode(value: &str, _: &str, (): &()) -> Result<T::Owned, ReadCookieError> {
        let text = decode(value).map_err(|_| ReadCookieError::InvalidEncoding)?;
        T::read_owned(text.into_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Held> Unkeyed for PercentEncoded<T> {}

impl SetCookie {
    /// Validates a cookie of the cookie crate and percent-encodes its value.
    ///
    /// The value can be any text. `SetCookie::try_from` instead sends the value without encoding.
    /// To read the cookie, use [`Cookies::percent_decoded`](crate::Cookies::percent_decoded).
    ///
    /// # Errors
    /// Returns the rule that the cookie breaks.
    ///
    /// # Examples
    /// ```
    /// use headfirst::cookie::{Cookie, CookieError};
    /// use headfirst::{Head, Response, SetCookie};
    ///
    /// let flash = Cookie::build(("flash", "Hello, world")).path("/");
    ///
    /// let mut res = Response::<Head>::new();
    /// res.set_cookie(SetCookie::percent_encoded(flash))?;
    /// assert_eq!(res.cookies().get("flash"), Some("Hello%2C%20world"));
    /// assert_eq!(res.cookies().percent_decoded("flash").unwrap().unwrap(), "Hello, world");
    /// # let _ = res.no_content();
    /// # Ok::<(), CookieError>(())
    /// ```
    pub fn percent_encoded<'c>(cookie: impl Into<Cookie<'c>>) -> Result<Self, CookieError> {
        let mut cookie = cookie.into();
        let value = encode(cookie.value());
        cookie.set_value(value);
        cookie.try_into()
    }
}

pub(super) fn encode(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte != b'%' && rules::is_cookie_octet(byte) {
            value.push(char::from(byte));
        } else {
            let digit = |four: u8| char::from(b"0123456789ABCDEF"[usize::from(four)]);
            value.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    value
}

pub(super) fn decode(value: &str) -> Result<Cow<'_, str>, Utf8Error> {
    if !value.contains('%') {
        return Ok(Cow::Borrowed(value));
    }
    let digit = |byte: Option<&u8>| byte.and_then(|&byte| char::from(byte).to_digit(16));
    let (mut bytes, mut rest) = (Vec::with_capacity(value.len()), value.as_bytes());
    while let [first, after @ ..] = rest {
        rest = after;
        bytes.push(match (first, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                rest = &after[2..];
                (high * 16 + low) as u8
            }
            _ => *first,
        });
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|error| error.utf8_error())
}
