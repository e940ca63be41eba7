//! Values that only the server can make: signed, or encrypted as well.
//!
//! The formats are those of the cookie crate's `SignedJar` and `PrivateJar`, percent-encoded, so a
//! cookie that axum-extra wrote with the same key is read here, and the other way round.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use cookie::{Cookie, CookieJar, Key};

use super::error::CookieError;
use super::percent;
use super::read::ReadCookieError;
use super::value::{CookieValue, Held};

/// The keys that values are signed or encrypted with: one to write, and those to read.
///
/// To rotate a key, write with the new one and read the old one until its cookies have expired. A clone is
/// cheap.
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
    /// The first one writes.
    keys: Arc<[Key]>,
}

impl Keys {
    /// Writes and reads with this key.
    #[must_use]
    pub fn new(key: Key) -> Self {
        Self { keys: Arc::new([key]) }
    }

    /// Reads what was written with this key as well.
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

/// A value of cookies that the client can read, and cannot replace by one that no key has signed.
///
/// It stands in a [`CookieDef<Signed>`](crate::CookieDef::signed), which has the keys.
///
/// The name is not signed: what was signed for one cookie is valid for another with the same keys. Use
/// other keys for it, or [`Private`], which binds the name.
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

    fn decode<'c>(value: &'c str, name: &str, keys: &Keys) -> Result<T::Owned, ReadCookieError> {
        let text = keys.decode(value, name, |jar, key, cookie| jar.signed(key).verify(cookie))?;
        T::read_owned(text)
    }
}

/// A value of cookies that the client can neither read nor change.
///
/// It stands in a [`CookieDef<Private>`](crate::CookieDef::private), which has the keys.
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

    fn decode<'c>(value: &'c str, name: &str, keys: &Keys) -> Result<T::Owned, ReadCookieError> {
        let text = keys.decode(value, name, |jar, key, cookie| jar.private(key).decrypt(cookie))?;
        T::read_owned(text)
    }
}

/// Without the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("len", &self.keys.len()).finish_non_exhaustive()
    }
}
