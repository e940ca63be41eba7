//! `CookieDef`: everything of a cookie but its value, said once.

use std::fmt;

use super::attributes::Parts;
use super::builder::CookieDefBuilder;
use super::error::CookieError;
use super::prefix::{Host, HostHttp, Http, Plain, Secure};
use super::set_cookie::SetCookie;
#[cfg(feature = "signed")]
use super::signed::{Keys, Private, Signed};
use super::value::{Bound, CookieValue, IntoCookieValue, Unkeyed};

/// The definition of a cookie: everything but its value.
///
/// It sets, reads and removes the cookie, so a removal has the scope that the cookie was set with.
/// A constant of it is made by [`cookie_def!`](crate::cookie_def), where a broken rule is a compile
/// error. One that is built while the program runs, from configuration, is a `Result`, by
/// [`CookieDefBuilder::build`]. Both are the same type, and a clone of either is cheap.
///
/// Defaults to `Secure`, `HttpOnly`, `SameSite=Lax`, `Path=/` and the lifetime of the browser's session.
///
/// `T` says what the value holds and how it is written:
///
/// | `T` | set with | read as | sent as |
/// |---|---|---|---|
/// | `str` | text | `&str` | the text, which has to be a valid value |
/// | any `T: Display + FromStr` | a `T` or `&T` | `T` | its text, which has to be a valid value |
/// | `[u8]` | bytes | `Vec<u8>` | base64 with the URL alphabet |
/// | [`PercentEncoded<T>`](super::PercentEncoded) | as `T` | `String` or `T` | percent-encoded |
/// | `Signed<T>` | as `T` | `String` or `T` | with a signature, which the client cannot make |
/// | `Private<T>` | as `T` | `String` or `T` | encrypted |
///
/// The last two need the feature `signed`, and keys: `definition.signed(keys)` and
/// `definition.private(keys)` bind a definition to them.
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
/// res.set_cookie(VISITS.value(visits + 1))?.remove_cookie(&TOKEN)?;
/// assert_eq!(res.cookies().get(&VISITS), Some(1));
/// # let _ = res.no_content();
/// # Ok::<(), headfirst::cookie::CookieError>(())
/// ```
pub struct CookieDef<T: ?Sized + CookieValue = str> {
    // Written by the macro: of a literal, and not of a call, `&TOKEN` lives as long as the program.
    #[doc(hidden)]
    pub __parts: Parts,
    #[doc(hidden)]
    pub __bound: Bound<T>,
}

impl CookieDef {
    /// Starts the definition of a cookie whose name has no prefix.
    pub const fn new(name: &str) -> CookieDefBuilder<'_, Plain> {
        CookieDefBuilder::new(name)
    }

    /// Starts the definition of a cookie named `__Secure-…`.
    pub const fn secure_prefix(name: &str) -> CookieDefBuilder<'_, Secure> {
        CookieDefBuilder::new(name)
    }

    /// Starts the definition of a cookie named `__Host-…`: it has no domain and no path but `/`.
    pub const fn host_prefix(name: &str) -> CookieDefBuilder<'_, Host> {
        CookieDefBuilder::new(name)
    }

    /// Starts the definition of a cookie named `__Http-…`: scripts cannot set it.
    pub const fn http_prefix(name: &str) -> CookieDefBuilder<'_, Http> {
        CookieDefBuilder::new(name)
    }

    /// Starts the definition of a cookie named `__Host-Http-…`.
    pub const fn host_http_prefix(name: &str) -> CookieDefBuilder<'_, HostHttp> {
        CookieDefBuilder::new(name)
    }
}

impl<T: ?Sized + CookieValue> CookieDef<T> {
    pub(super) fn of(parts: Parts, keys: T::Keys) -> Self {
        Self { __parts: parts, __bound: Bound::to(keys) }
    }

    /// Returns the name, with its prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        self.__parts.get().name
    }

    /// Makes the cookie with this value, written as the definition says.
    ///
    /// # Errors
    /// Returns [`CookieError::InvalidValue`] for text with bytes that a value cannot have, such as spaces, commas
    /// and `;`, unless it is encoded, and for a `Display` that fails. Returns [`CookieError::TooLong`] if
    /// name and encoded value exceed 4,096 bytes.
    #[inline]
    pub fn value(&self, value: impl IntoCookieValue<T::Holds>) -> Result<SetCookie, CookieError> {
        let value = T::encode(value.text()?, self.name(), &self.__bound.keys)?;
        SetCookie::defined(&self.__parts, &value)
    }

    /// What the value of a `Set-Cookie` is read as, if its attributes are those of the definition.
    #[cfg(feature = "testing")]
    pub(crate) fn reads<'c>(&self, value: &'c str, attributes: &str) -> Option<T::Read<'c>> {
        let definition = self.__parts.get();
        let is_its = attributes.as_bytes() == definition.attributes;
        is_its.then(|| T::decode(value, definition.name, &self.__bound.keys).ok()).flatten()
    }
}

/// Binding a definition to keys. How the plain one encodes its value does not matter: these have their own.
#[cfg(feature = "signed")]
impl<T: ?Sized + CookieValue> CookieDef<T> {
    /// Binds the definition to keys that its values are signed with.
    ///
    /// It is set and read as before; a value that no key has signed is not read. The name is not signed, as
    /// [`Signed`] says.
    #[must_use]
    pub fn signed(&self, keys: impl Into<Keys>) -> CookieDef<Signed<T::Holds>> {
        CookieDef::of(self.__parts.clone(), keys.into())
    }

    /// Binds the definition to keys that its values are encrypted with.
    ///
    /// It is set and read as before; a value that no key has encrypted for this cookie is not read.
    ///
    /// # Examples
    /// A part of an application's state, so that no handler has to know of keys:
    /// ```
    /// use headfirst::cookie::{CookieError, Key, Private};
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const SESSION: CookieDef<u64> = cookie_def!(CookieDef::host_prefix("__Host-session"));
    ///
    /// #[derive(Clone)]
    /// struct App {
    ///     session: CookieDef<Private<u64>>,
    /// }
    ///
    /// let app = App { session: SESSION.private(Key::generate()) };
    ///
    /// let mut res = Response::<Head>::new();
    /// res.set_cookie(app.session.value(7))?;
    /// assert_eq!(res.cookies().get(&app.session), Some(7));
    /// # let _ = res.no_content();
    /// # Ok::<(), CookieError>(())
    /// ```
    /// Or a static, which reads its keys when it is first used:
    /// ```
    /// use std::sync::LazyLock;
    ///
    /// use headfirst::cookie::{CookieError, Key, Private};
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// static SESSION: LazyLock<CookieDef<Private>> = LazyLock::new(|| {
    ///     let session = cookie_def!(CookieDef::host_prefix("__Host-session"));
    ///     session.private(Key::generate()) // in a program: `Key::from(..)` of its configuration
    /// });
    ///
    /// let mut res = Response::<Head>::new();
    /// res.set_cookie(SESSION.value("ada"))?;
    /// assert_eq!(res.cookies().get(&SESSION).as_deref(), Some("ada"));
    /// res.remove_cookie(&SESSION)?;
    /// # let _ = res.no_content();
    /// # Ok::<(), CookieError>(())
    /// ```
    #[must_use]
    pub fn private(&self, keys: impl Into<Keys>) -> CookieDef<Private<T::Holds>> {
        CookieDef::of(self.__parts.clone(), keys.into())
    }
}

impl<T: ?Sized + Unkeyed> CookieDef<T> {
    /// Defines the same cookie with a value that holds something else.
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
        CookieDef::of(self.__parts, ())
    }
}

/// The name, for calls that take one.
impl<T: ?Sized + CookieValue> AsRef<str> for CookieDef<T> {
    fn as_ref(&self) -> &str {
        self.name()
    }
}

/// Shares what the definition says: nothing of it is copied.
impl<T: ?Sized + CookieValue> Clone for CookieDef<T> {
    fn clone(&self) -> Self {
        Self::of(self.__parts.clone(), self.__bound.keys.clone())
    }
}

/// The name, without keys.
impl<T: ?Sized + CookieValue> fmt::Debug for CookieDef<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieDef").field("name", &self.name()).finish_non_exhaustive()
    }
}
