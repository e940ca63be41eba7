//! The types of cookie values, and their encodings.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};
use std::str::FromStr;

use super::base64url;
use super::definition::CookieDef;
use super::error::CookieError;
use super::read::ReadCookieError;
use super::set_cookie::RemoveCookie;

/// The type of a cookie's value, with its encoding and the keys it needs.
///
/// It is implemented for `str`, for `[u8]` and for types that are `Display` and `FromStr`. It is
/// also implemented for their encodings: [`PercentEncoded`](super::PercentEncoded), and with the
/// feature `signed` `Signed` and `Private`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of cookies",
    label = "not text, bytes, or `Display` and `FromStr`",
    note = "implement `Display` and `FromStr` for it, or define the cookie as `CookieDef<str>`, \
            `CookieDef<[u8]>` or `CookieDef<PercentEncoded>`"
)]
pub trait CookieValue {
    /// The type of the value before it is encoded.
    type Holds: ?Sized + Held;
    /// The type that the value is read as.
    type Read<'c>;
    /// The keys that the encoding needs, or `()`.
    type Keys: Clone + Send + Sync + 'static;

    /// Encodes text as the value of the cookie with this name.
    #[doc(hidden)]
    fn encode<'t>(
        text: Cow<'t, str>,
        name: &str,
        keys: &Self::Keys,
    ) -> Result<Cow<'t, str>, CookieError>;

    #[doc(hidden)]
    fn decode<'c>(
        value: &'c str,
        name: &str,
        keys: &Self::Keys,
    ) -> Result<Self::Read<'c>, ReadCookieError>;
}

/// A [`CookieValue`] without keys, which can be used in a constant.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of cookies without keys",
    label = "needs a key, or `Display` and `FromStr`",
    note = "implement `Display` and `FromStr` for a type of your own",
    note = "a signed or private cookie is defined as a plain one, which takes its keys when the program \
            runs: `definition.private(key)`"
)]
pub trait Unkeyed: CookieValue<Keys = ()> {}

/// A type of values that are written as text and parsed from text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not written as text of itself",
    label = "not text, bytes, or `Display` and `FromStr`",
    note = "implement `Display` and `FromStr` for it, or use text, `CookieDef<str>`, or bytes, \
            `CookieDef<[u8]>`"
)]
pub trait Held {
    /// The type that an unencoded value is read as.
    type Read<'c>;
    /// The type that a decoded value is read as.
    type Owned;

    #[doc(hidden)]
    fn read(text: &str) -> Result<Self::Read<'_>, ReadCookieError>;

    #[doc(hidden)]
    fn read_owned(text: String) -> Result<Self::Owned, ReadCookieError>;
}

impl Held for str {
    type Read<'c> = &'c Self;
    type Owned = String;

    fn read(text: &str) -> Result<&Self, ReadCookieError> {
        Ok(text)
    }

    fn read_owned(text: String) -> Result<String, ReadCookieError> {
        Ok(text)
    }
}

impl Held for [u8] {
    type Read<'c> = Vec<u8>;
    type Owned = Vec<u8>;

    fn read(text: &str) -> Result<Vec<u8>, ReadCookieError> {
        base64url::decode(text).ok_or(ReadCookieError::InvalidEncoding)
    }

    fn read_owned(text: String) -> Result<Vec<u8>, ReadCookieError> {
        Self::read(&text)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Display + FromStr> Held for T {
    type Read<'c> = T;
    type Owned = T;

    fn read(text: &str) -> Result<T, ReadCookieError> {
        text.parse().map_err(|_| ReadCookieError::InvalidValue)
    }

    fn read_owned(text: String) -> Result<T, ReadCookieError> {
        Self::read(&text)
    }
}

/// Values without an encoding.
#[diagnostic::do_not_recommend]
impl<T: ?Sized + Held> CookieValue for T {
    type Holds = T;
    type Read<'c> = T::Read<'c>;
    type Keys = ();

    #[inline]
    fn encode<'t>(text: Cow<'t, str>, _: &str, (): &()) -> Result<Cow<'t, str>, CookieError> {
        Ok(text)
    }

    #[inline]
    fn decode<'c>(value: &'c str, _: &str, (): &()) -> Result<T::Read<'c>, ReadCookieError> {
        T::read(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Held> Unkeyed for T {}

/// An argument of [`CookieDef::value`] for a value of type `T`.
///
/// It is text for `str`, bytes for `[u8]`, and for other types a `T` by value or by reference.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what this cookie holds",
    label = "the cookie holds `{T}`",
    note = "`value(..)` takes what the definition says, `CookieDef<{T}>`, by value or by reference"
)]
pub trait IntoCookieValue<T: ?Sized> {
    #[doc(hidden)]
    fn text(&self) -> Result<Cow<'_, str>, CookieError>;
}

#[diagnostic::do_not_recommend]
impl<V: ?Sized + AsRef<str>> IntoCookieValue<str> for V {
    #[inline]
    fn text(&self) -> Result<Cow<'_, str>, CookieError> {
        Ok(Cow::Borrowed(self.as_ref()))
    }
}

#[diagnostic::do_not_recommend]
impl<V: ?Sized + AsRef<[u8]>> IntoCookieValue<[u8]> for V {
    fn text(&self) -> Result<Cow<'_, str>, CookieError> {
        Ok(Cow::Owned(base64url::encode(self.as_ref())))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Display + FromStr> IntoCookieValue<T> for T {
    fn text(&self) -> Result<Cow<'_, str>, CookieError> {
        let mut text = String::new();
        write!(text, "{self}").map_err(|fmt::Error| CookieError::InvalidValue)?;
        Ok(Cow::Owned(text))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Display + FromStr> IntoCookieValue<T> for &T {
    fn text(&self) -> Result<Cow<'_, str>, CookieError> {
        <T as IntoCookieValue<T>>::text(self)
    }
}

/// The keys of a definition.
pub struct Bound<T: ?Sized + CookieValue> {
    pub(super) keys: T::Keys,
}

impl<T: ?Sized + CookieValue> Bound<T> {
    pub(super) fn new(keys: T::Keys) -> Self {
        Self { keys }
    }
}

impl<T: ?Sized + Unkeyed> Bound<T> {
    /// Creates the part of a definition that needs no keys.
    #[must_use]
    pub const fn unkeyed() -> Self {
        Self { keys: () }
    }
}

impl<T: ?Sized + CookieValue> fmt::Debug for Bound<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bound").finish_non_exhaustive()
    }
}

/// Creates the removal of the cookie, with the scope of its definition.
impl<T: ?Sized + CookieValue> From<&CookieDef<T>> for RemoveCookie {
    fn from(definition: &CookieDef<T>) -> Self {
        Self::from_definition(&definition.__parts)
    }
}
