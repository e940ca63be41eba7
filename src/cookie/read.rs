//! Reading cookies by definition or by name.

use std::error::Error;
use std::fmt;
use std::sync::LazyLock;

use super::definition::CookieDef;
use super::set_cookie::RemoveCookie;
use super::value::CookieValue;

/// An argument of [`Cookies::get`](crate::Cookies::get): a definition, or a name.
///
/// A definition is a `&CookieDef<T>` or a `&LazyLock<CookieDef<T>>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which cookie to read",
    label = "neither a name nor a definition",
    note = "read it by its definition, `cookies.get(&TOKEN)`, or by its name, `cookies.get(\"token\")`"
)]
pub trait ReadCookie {
    /// The type that the value is read as.
    type Read<'c>;

    #[doc(hidden)]
    fn name(&self) -> &str;

    #[doc(hidden)]
    fn read<'c>(&self, value: &'c str) -> Result<Self::Read<'c>, ReadCookieError>;
}

macro_rules! by_name {
    ($($name:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl ReadCookie for $name {
            type Read<'c> = &'c str;

            #[inline]
            fn name(&self) -> &str {
                self
            }

            #[inline]
            fn read<'c>(&self, value: &'c str) -> Result<&'c str, ReadCookieError> {
                Ok(value)
            }
        }
    )*};
}

by_name!(&str, &&str, String, &String);

#[diagnostic::do_not_recommend]
impl<T: ?Sized + CookieValue> ReadCookie for &CookieDef<T> {
    type Read<'c> = T::Read<'c>;

    #[inline]
    fn name(&self) -> &str {
        CookieDef::name(self)
    }

    #[inline]
    fn read<'c>(&self, value: &'c str) -> Result<T::Read<'c>, ReadCookieError> {
        T::decode(value, CookieDef::name(self), &self.__bound.keys)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + CookieValue> ReadCookie for &LazyLock<CookieDef<T>> {
    type Read<'c> = T::Read<'c>;

    fn name(&self) -> &str {
        CookieDef::name(self)
    }

    fn read<'c>(&self, value: &'c str) -> Result<T::Read<'c>, ReadCookieError> {
        (&&***self).read(value)
    }
}

/// Creates the removal of the cookie, with the scope of its definition.
impl<T: ?Sized + CookieValue> From<&LazyLock<CookieDef<T>>> for RemoveCookie {
    fn from(definition: &LazyLock<CookieDef<T>>) -> Self {
        Self::from(&**definition)
    }
}

/// Error returned when a cookie's value does not match its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReadCookieError {
    /// The value is not base64url, or its decoded bytes are not UTF-8.
    InvalidEncoding,
    /// The value has no valid signature, or cannot be decrypted for this cookie.
    Unverified,
    /// The text cannot be parsed as the type of the definition.
    InvalidValue,
}

impl fmt::Display for ReadCookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidEncoding => "the cookie's value is not encoded as its definition says",
            Self::Unverified => {
                "the cookie's value was not signed or encrypted with any of the keys"
            }
            Self::InvalidValue => "the cookie's value cannot be parsed",
        })
    }
}

impl Error for ReadCookieError {}
