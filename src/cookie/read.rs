//! Reading a cookie, as its definition says.

use std::error::Error;
use std::fmt;
use std::sync::LazyLock;

use super::definition::CookieDef;
use super::set_cookie::RemoveCookie;
use super::value::CookieValue;

/// What [`Cookies::get`](crate::Cookies::get) takes: a name, for the value as it is sent, or a definition, for what it holds.
///
/// A definition is a `&CookieDef` or, where the keys of one are known only when the program runs, a
/// `&LazyLock<CookieDef<..>>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which cookie to read",
    label = "neither a name nor a definition",
    note = "read it by its definition, `cookies.get(&TOKEN)`, or by its name, `cookies.get(\"token\")`"
)]
pub trait ReadCookie {
    /// What the value is read as.
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

/// Removes the cookie with the scope of its definition.
impl<T: ?Sized + CookieValue> From<&LazyLock<CookieDef<T>>> for RemoveCookie {
    fn from(definition: &LazyLock<CookieDef<T>>) -> Self {
        Self::from(&**definition)
    }
}

/// The reason why a cookie of a request cannot be read as its definition says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReadCookieError {
    /// The value is not base64url, or is percent-encoded and not UTF-8.
    InvalidEncoding,
    /// No key has signed or encrypted the value, or it was encrypted for another cookie.
    Unverified,
    /// The text is not one that the type of the definition is parsed from.
    InvalidValue,
}

impl fmt::Display for ReadCookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidEncoding => "the cookie's value is not in the encoding of its definition",
            Self::Unverified => "the cookie's value was not made with any of the keys",
            Self::InvalidValue => "the cookie's value cannot be parsed",
        })
    }
}

impl Error for ReadCookieError {}
