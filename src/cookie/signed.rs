//! Values that only the server can make: signed, or encrypted as well.
//!
//! The formats are those of the cookie crate's `SignedJar` and `PrivateJar`, percent-encoded, so a
//! cookie that axum-extra wrote with the same key is read here, and the other way round.

use std::fmt;

use cookie::{Cookie, CookieJar, Key};

use super::definition::CookieDef;
use super::error::CookieError;
use super::set_cookie::SetCookie;
use super::view::Cookies;

/// The keys that values are signed or encrypted with: one to write, and those to read.
///
/// To rotate a key, write with the new one and read the old one until its cookies have expired.
///
/// # Examples
/// ```
/// use cookie::Key;
/// use headfirst::cookie::Keys;
///
/// let (old, new) = (Key::generate(), Key::generate());
/// let keys = Keys::new(new).with_fallback(old);
/// # drop(keys);
/// ```
#[derive(Clone)]
pub struct Keys {
    /// The first one writes.
    keys: Vec<Key>,
}

impl Keys {
    /// Writes and reads with this key.
    #[must_use]
    pub fn new(key: Key) -> Self {
        Self { keys: vec![key] }
    }

    /// Reads what was written with this key as well.
    #[must_use]
    pub fn with_fallback(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }
}

/// The value of a cookie was not made with any of the keys, or it was encrypted for another cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyError;

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the cookie was not made with any of the keys")
    }
}

impl std::error::Error for VerifyError {}

impl CookieDef {
    /// Makes the cookie with a value that the client can read, and cannot replace by one that no key
    /// has signed.
    ///
    /// The name is not signed: what was signed for one cookie is valid for another with the same
    /// keys. Use other keys for it, or [`private`](Self::private), which binds the name.
    ///
    /// # Errors
    /// Returns [`CookieError::TooLong`] where the signature and the encoded text are.
    pub fn signed(&self, text: &str, keys: &Keys) -> Result<SetCookie, CookieError> {
        self.made(keys, |jar, key| jar.signed_mut(key).add(Cookie::new(self.name, text.to_owned())))
    }

    /// Makes the cookie with a value that the client can neither read nor change.
    ///
    /// # Errors
    /// Returns [`CookieError::TooLong`] where the encrypted text is.
    pub fn private(&self, text: &str, keys: &Keys) -> Result<SetCookie, CookieError> {
        self.made(keys, |jar, key| {
            jar.private_mut(key).add(Cookie::new(self.name, text.to_owned()));
        })
    }

    fn made(
        &self,
        keys: &Keys,
        add: impl FnOnce(&mut CookieJar, &Key),
    ) -> Result<SetCookie, CookieError> {
        let mut jar = CookieJar::new();
        add(&mut jar, &keys.keys[0]);
        let value = jar.get(self.name).map_or("", Cookie::value);
        self.percent_encoded(value)
    }
}

/// Reading what only the server can have made.
impl Cookies {
    /// Returns the text that was signed: none where the cookie is absent.
    ///
    /// # Errors
    /// Returns [`VerifyError`] where no key has signed it.
    pub fn signed(
        &self,
        definition: &CookieDef,
        keys: &Keys,
    ) -> Option<Result<String, VerifyError>> {
        self.opened(definition, keys, |jar, key, cookie| jar.signed(key).verify(cookie))
    }

    /// Returns the text that was encrypted: none where the cookie is absent.
    ///
    /// # Errors
    /// Returns [`VerifyError`] where no key has encrypted it.
    pub fn private(
        &self,
        definition: &CookieDef,
        keys: &Keys,
    ) -> Option<Result<String, VerifyError>> {
        self.opened(definition, keys, |jar, key, cookie| jar.private(key).decrypt(cookie))
    }

    fn opened(
        &self,
        definition: &CookieDef,
        keys: &Keys,
        open: impl Fn(&CookieJar, &Key, Cookie<'static>) -> Option<Cookie<'static>>,
    ) -> Option<Result<String, VerifyError>> {
        let value = self.percent_decoded(definition)?.map_err(|_| VerifyError);
        Some(value.and_then(|value| {
            let jar = CookieJar::new();
            let cookie = Cookie::new(definition.name, value.into_owned());
            let opened = keys.keys.iter().find_map(|key| open(&jar, key, cookie.clone()));
            opened.map(|cookie| cookie.value().to_owned()).ok_or(VerifyError)
        }))
    }
}

/// Without the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("len", &self.keys.len()).finish_non_exhaustive()
    }
}
