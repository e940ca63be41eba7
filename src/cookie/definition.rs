//! `CookieDef`: the definition of a cookie, without its value.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::attributes::Parts;
use super::builder::CookieDefBuilder;
use super::error::CookieError;
use super::prefix::{Host, HostHttp, Http, Plain, Secure};
use super::set_cookie::SetCookie;
#[cfg(feature = "signed")]
use super::signed::{Keys, Private, Signed};
use super::value::{Bound, CookieValue, IntoCookieValue, Unkeyed};

/// The definition of a cookie: its name, its attributes and the type of its value.
///
/// The same definition sets, reads and removes the cookie, so a removal always has the scope that
/// the cookie was set with. [`cookie_def!`](crate::cookie_def) creates a constant, and a broken
/// rule is a compile error. [`CookieDefBuilder::build`] creates a definition at run time, from
/// configuration, and a broken rule is an `Err`. Both have the same type, and cloning either is
/// cheap.
///
/// Defaults to `Secure`, `HttpOnly`, `SameSite=Lax`, `Path=/` and the lifetime of the browser's
/// session.
///
/// `T` is the type and the encoding of the value:
///
/// | `T` | set with | read as | sent |
/// |---|---|---|---|
/// | `str` | text | `&str` | as it is, if it is a valid value |
/// | any `T: Display + FromStr` | `T` or `&T` | `T` | as text, if that is a valid value |
/// | `[u8]` | bytes | `Vec<u8>` | in base64url |
/// | [`PercentEncoded<T>`](super::PercentEncoded) | as `T` | `String` or `T` | percent-encoded |
/// | `Signed<T>` | as `T` | `String` or `T` | with a signature that the client cannot create |
/// | `Private<T>` | as `T` | `String` or `T` | encrypted |
///
/// The last two need the feature `signed` and keys. `definition.signed(keys)` and
/// `definition.private(keys)` bind a definition to its keys.
///
/// # Examples
/// ```
/// use std::time::Duration;
///
/// use headfirst::{CookieDef, Head, Response, cookie_def};
///
/// const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
/// const VISITS: CookieDef<u32> =
///     cookie_def!(CookieDef::new("visits").max_age(Duration::from_secs(86_400)));
///
/// let mut res = Response::<Head>::new();
/// let visits = res.cookies().get(&VISITS).unwrap_or(0);
/// res.set_cookie(VISITS.value(visits.saturating_add(1)))?.remove_cookie(&TOKEN)?;
/// assert_eq!(res.cookies().get(&VISITS), Some(1));
/// # let _ = res.no_content();
/// # Ok::<(), headfirst::cookie::CookieError>(())
/// ```
pub struct CookieDef<T: ?Sized + CookieValue = str> {
    // The macro writes a struct literal. With a function call, `&TOKEN` would not be a `&'static
    // CookieDef`.
    #[doc(hidden)]
    pub __parts: Parts,
    #[doc(hidden)]
    pub __bound: Bound<T>,
}

impl CookieDef {
    /// Creates a builder for a cookie whose name has no prefix.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const THEME: CookieDef = cookie_def!(CookieDef::new("theme"));
    ///
    /// let res = Response::<Head>::new().with_cookie(THEME.value("dark"))?.send("");
    /// assert_eq!(res.headers()["set-cookie"], "theme=dark; Path=/; Secure; HttpOnly; SameSite=Lax");
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    #[allow(clippy::new_ret_no_self, reason = "a definition begins as its builder")]
    pub const fn new(name: &str) -> CookieDefBuilder<'_, Plain> {
        CookieDefBuilder::new(name)
    }

    /// Creates a builder for a cookie named `__Secure-…`.
    pub const fn secure_prefix(name: &str) -> CookieDefBuilder<'_, Secure> {
        CookieDefBuilder::new(name)
    }

    /// Creates a builder for a cookie named `__Host-…`, without a domain and with `Path=/`.
    ///
    /// # Examples
    /// ```
    /// use headfirst::CookieDef;
    /// use headfirst::cookie::CookieError;
    ///
    /// assert_eq!(CookieDef::host_prefix("__Host-token").build()?.name(), "__Host-token");
    /// assert_eq!(CookieDef::host_prefix("token").build().unwrap_err(), CookieError::PrefixMissing);
    /// # Ok::<(), CookieError>(())
    /// ```
    pub const fn host_prefix(name: &str) -> CookieDefBuilder<'_, Host> {
        CookieDefBuilder::new(name)
    }

    /// Creates a builder for a cookie named `__Http-…`, which scripts cannot set.
    pub const fn http_prefix(name: &str) -> CookieDefBuilder<'_, Http> {
        CookieDefBuilder::new(name)
    }

    /// Creates a builder for a cookie named `__Host-Http-…`.
    pub const fn host_http_prefix(name: &str) -> CookieDefBuilder<'_, HostHttp> {
        CookieDefBuilder::new(name)
    }
}

impl<T: ?Sized + CookieValue> CookieDef<T> {
    pub(super) fn from_parts(parts: Parts, keys: T::Keys) -> Self {
        Self { __parts: parts, __bound: Bound::new(keys) }
    }

    /// Returns the name, including its prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        self.__parts.get().name
    }

    /// Creates the cookie with this value, in the encoding of the definition.
    ///
    /// # Errors
    /// Returns [`CookieError::InvalidValue`] if the text of the value has bytes that a cookie value
    /// cannot have, such as spaces, commas and `;`. A definition that encodes the value avoids this
    /// error. Also returns this error if the `Display` implementation fails. Returns
    /// [`CookieError::TooLong`] if the name and the encoded value exceed 4,096 bytes.
    ///
    /// # Examples
    /// ```
    /// use headfirst::cookie::CookieError;
    /// use headfirst::{CookieDef, cookie_def};
    ///
    /// const THEME: CookieDef = cookie_def!(CookieDef::new("theme"));
    ///
    /// assert_eq!(THEME.value("dark")?.value(), "dark");
    /// assert_eq!(THEME.value("dark; Path=/"), Err(CookieError::InvalidValue));
    /// # Ok::<(), CookieError>(())
    /// ```
    #[inline]
    pub fn value(&self, value: impl IntoCookieValue<T::Holds>) -> Result<SetCookie, CookieError> {
        let value = T::encode(value.text()?, self.name(), &self.__bound.keys)?;
        SetCookie::from_definition(&self.__parts, &value)
    }

    /// Returns the definition with another lifetime, for the same cookie.
    ///
    /// This is for a cookie whose lifetime the client chooses, such as "remember me". Both definitions
    /// read, replace and remove the cookie of the other.
    ///
    /// # Errors
    /// Returns [`CookieError::InvalidMaxAge`] unless the lifetime is from 1 second to 400 days.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    ///
    /// use headfirst::{CookieDef, cookie_def};
    ///
    /// const SESSION: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-session"));
    ///
    /// let remembered = SESSION.with_max_age(Duration::from_secs(30 * 86_400))?;
    /// let cookie = remembered.value("s1")?;
    /// # let mut res = headfirst::Response::<headfirst::Head>::new();
    /// # res.set_cookie(cookie)?;
    /// # let line = res.no_content().headers()["set-cookie"].clone();
    /// # assert_eq!(line, "__Host-session=s1; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000");
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    pub fn with_max_age(&self, max_age: Duration) -> Result<Self, CookieError> {
        let owned = self.__parts.get().with_max_age(max_age)?;
        Ok(Self::from_parts(Parts::Owned(Arc::new(owned)), self.__bound.keys.clone()))
    }

    /// Reads the value of a `Set-Cookie` if it has the attributes of this definition.
    #[cfg(feature = "testing")]
    pub(crate) fn reads<'c>(&self, value: &'c str, attributes: &str) -> Option<T::Read<'c>> {
        let definition = self.__parts.get();
        let is_its = attributes.as_bytes() == definition.attributes;
        is_its.then(|| T::decode(value, definition.name, &self.__bound.keys).ok()).flatten()
    }
}

/// Methods that bind a definition to keys, which replaces its encoding.
#[cfg(feature = "signed")]
impl<T: ?Sized + CookieValue> CookieDef<T> {
    /// Binds the definition to keys that sign its values.
    ///
    /// The cookie is set and read as before, except that a value without a valid signature is not
    /// read. The signature does not cover the name: see [`Signed`].
    #[must_use]
    pub fn signed(&self, keys: impl Into<Keys>) -> CookieDef<Signed<T::Holds>> {
        CookieDef::from_parts(self.__parts.clone(), keys.into())
    }

    #[doc = include_str!("../../docs/private_cookie.md")]
    #[must_use]
    pub fn private(&self, keys: impl Into<Keys>) -> CookieDef<Private<T::Holds>> {
        CookieDef::from_parts(self.__parts.clone(), keys.into())
    }
}

impl<T: ?Sized + Unkeyed> CookieDef<T> {
    /// Changes the type or the encoding of the value.
    ///
    /// # Examples
    /// ```
    /// use headfirst::CookieDef;
    ///
    /// let name = String::from("visits"); // from configuration
    /// let visits = CookieDef::new(&name).build()?.typed::<u32>();
    /// assert_eq!(visits.value(7)?.value(), "7");
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    #[must_use]
    pub fn typed<U: ?Sized + Unkeyed>(self) -> CookieDef<U> {
        CookieDef::from_parts(self.__parts, ())
    }
}

/// Returns the name, for methods that take a name.
impl<T: ?Sized + CookieValue> AsRef<str> for CookieDef<T> {
    fn as_ref(&self) -> &str {
        self.name()
    }
}

/// Clones a reference to the definition. The text is not copied.
impl<T: ?Sized + CookieValue> Clone for CookieDef<T> {
    fn clone(&self) -> Self {
        Self::from_parts(self.__parts.clone(), self.__bound.keys.clone())
    }
}

/// Formats the name, without the keys.
impl<T: ?Sized + CookieValue> fmt::Debug for CookieDef<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieDef").field("name", &self.name()).finish_non_exhaustive()
    }
}
