//! Signed and encrypted cookie values, which only the server can create.
//!
//! The formats are those of the cookie crate's `SignedJar` and `PrivateJar`, percent-encoded. A
//! cookie that axum-extra wrote with the same key can be read here, and vice versa.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use cookie::{Cookie, CookieJar, Key};

use super::error::CookieError;
use super::percent;
use super::read::ReadCookieError;
use super::value::{CookieValue, Held};

/// The keys of signed or encrypted cookies: one key writes, and all keys read.
///
/// To rotate a key, write with the new key, and keep the old one for reading until its cookies have
/// expired. Cloning is cheap.
///
/// # Examples
/// ```
/// use headfirst::cookie::{Key, Keys};
///
/// let (old, new) = (Key::generate(), Key::generate());
/// let keys = Keys::new(new).with_fallback(old);
/// # drop(keys);
/// ```
#[derive(Clone)]
pub struct Keys {
    /// All keys. The first one is used for writing.
    keys: Arc<[Key]>,
}

impl Keys {
    /// Creates keys that write and read with this key.
    ///
    /// # Examples
    /// ```
    /// use headfirst::cookie::{Key, Keys};
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const SESSION: CookieDef<u64> = cookie_def!(CookieDef::host_prefix("__Host-session"));
    ///
    /// // In a real program, the key comes from the configuration: `Key::try_from(bytes)?`.
    /// let session = SESSION.signed(Keys::new(Key::generate()));
    /// let res = Response::<Head>::new().with_cookie(session.value(7))?;
    /// assert_eq!(res.cookies().get(&session), Some(7));
    /// assert_eq!(res.cookies().get(&SESSION.signed(Keys::new(Key::generate()))), None);
    /// # let _ = res.send("");
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    #[must_use]
    pub fn new(key: Key) -> Self {
        Self { keys: Arc::new([key]) }
    }

    /// Adds a key that is only used for reading.
    #[must_use]
    pub fn with_fallback(self, key: Key) -> Self {
        Self { keys: self.keys.iter().cloned().chain([key]).collect() }
    }

    fn encode(
        &self,
        text: Cow<'_, str>,
        name: &str,
        add: impl FnOnce(&mut CookieJar, &Key, Cookie<'static>),
    ) -> String {
        let mut jar = CookieJar::new();
        add(&mut jar, &self.keys[0], Cookie::new(name.to_owned(), text.into_owned()));
        percent::encode(jar.get(name).map_or("", Cookie::value))
    }

    fn decode(
        &self,
        value: &str,
        name: &str,
        open: impl Fn(&CookieJar, &Key, Cookie<'static>) -> Option<Cookie<'static>>,
    ) -> Result<String, ReadCookieError> {
        let value = percent::decode(value).map_err(|_| ReadCookieError::Unverified)?;
        let jar = CookieJar::new();
        let cookie = Cookie::new(name.to_owned(), value.into_owned());
        let opened = self.keys.iter().find_map(|key| open(&jar, key, cookie.clone()));
        opened.map(|cookie| cookie.value().to_owned()).ok_or(ReadCookieError::Unverified)
    }
}

impl From<Key> for Keys {
    fn from(key: Key) -> Self {
        Self::new(key)
    }
}

/// The encoding of a value that the client can read but not change.
///
/// A [`CookieDef<Signed>`](crate::CookieDef::signed) holds the keys. The type itself has no values.
///
/// The signature does not cover the name: a value that was signed for one cookie is valid for
/// another with the same keys. To prevent this, use different keys, or [`Private`], which covers
/// the name.
#[derive(Debug)]
pub struct Signed<T: ?Sized = str>(PhantomData<fn() -> T>);

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Held> CookieValue for Signed<T> {
    type Holds = T;
    type Read<'c> = T::Owned;
    type Keys = Keys;

    fn encode<'t>(
        text: Cow<'t, str>,
        name: &str,
        keys: &Keys,
    ) -> Result<Cow<'t, str>, CookieError> {
        Ok(keys.encode(text, name, |jar, key, cookie| jar.signed_mut(key).add(cookie)).into())
    }

    fn decode(value: &str, name: &str, keys: &Keys) -> Result<T::Owned, ReadCookieError> {
        let text = keys.decode(value, name, |jar, key, cookie| jar.signed(key).verify(cookie))?;
        T::read_owned(text)
    }
}

/// The encoding of a value that the client can neither read nor change.
///
/// A [`CookieDef<Private>`](crate::CookieDef::private) holds the keys. The type itself has no
/// values.
///
/// # Examples
/// ```
/// use headfirst::cookie::{Key, Private};
/// use headfirst::{CookieDef, Head, Response, cookie_def};
///
/// const PLAIN: CookieDef<u64> = cookie_def!(CookieDef::host_prefix("__Host-session"));
///
/// let session: CookieDef<Private<u64>> = PLAIN.private(Key::generate());
/// assert_ne!(session.value(7)?.value(), "7"); // encrypted
///
/// let forged = http::Request::get("/").header("cookie", "__Host-session=7").body(())?;
/// let res = Response::<Head>::for_request(&forged);
/// assert_eq!(res.cookies().get(&session), None);
/// # let _ = res.no_content();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Private<T: ?Sized = str>(PhantomData<fn() -> T>);

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Held> CookieValue for Private<T> {
    type Holds = T;
    type Read<'c> = T::Owned;
    type Keys = Keys;

    fn encode<'t>(
        text: Cow<'t, str>,
        name: &str,
        keys: &Keys,
    ) -> Result<Cow<'t, str>, CookieError> {
        Ok(keys.encode(text, name, |jar, key, cookie| jar.private_mut(key).add(cookie)).into())
    }

    fn decode(value: &str, name: &str, keys: &Keys) -> Result<T::Owned, ReadCookieError> {
        let text = keys.decode(value, name, |jar, key, cookie| jar.private(key).decrypt(cookie))?;
        T::read_owned(text)
    }
}

/// Formats the type without the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("len", &self.keys.len()).finish_non_exhaustive()
    }
}
