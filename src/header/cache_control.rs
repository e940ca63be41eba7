//! The `Cache-Control` header of a response.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;

/// A `Cache-Control` header value
/// ([RFC 9111 §5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
///
/// A response that sets a cookie is kept out of shared caches, because a shared cache would send
/// the cookie of one client to others. Without a `CacheControl`, such a response is `private`. With
/// a public one it becomes private, unless [`allow_set_cookie`](Self::allow_set_cookie) was called.
///
/// # Examples
/// ```
/// use std::time::Duration;
///
/// use headfirst::{CacheControl, CookieDef, Head, Response, cookie_def};
///
/// const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));
///
/// let hour = CacheControl::public(Duration::from_secs(3600));
/// let page = || Response::<Head>::new().with_cache_control(hour.clone());
/// assert_eq!(page().send("").headers()["cache-control"], "public, max-age=3600");
/// let seen = page().with_cookie(SEEN.value("1"))?.send("");
/// assert_eq!(seen.headers()["cache-control"], "private, max-age=3600");
/// # Ok::<(), headfirst::cookie::CookieError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheControl {
    stored_by: StoredBy,
    max_age: Duration,
    shared_max_age: Option<Duration>,
    stale_while_revalidate: Option<Duration>,
    stale_if_error: Option<Duration>,
    no_cache: bool,
    must_revalidate: bool,
    immutable: bool,
}

/// The caches that may store a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StoredBy {
    None,
    Client,
    SharedWithoutCookies,
    Shared,
}

impl CacheControl {
    /// Creates a value that forbids every cache to store the response.
    #[must_use]
    pub fn no_store() -> Self {
        Self::stored_by(StoredBy::None, Duration::ZERO)
    }

    /// Creates a value that allows only the client's cache to store the response.
    ///
    /// The response is fresh for `max_age`, which is sent in whole seconds.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    ///
    /// use headfirst::{CacheControl, Head, Response};
    ///
    /// let minute = CacheControl::private(Duration::from_secs(60));
    /// let res = Response::<Head>::new().with_cache_control(minute).send("<h1>Account</h1>");
    /// assert_eq!(res.headers()["cache-control"], "private, max-age=60");
    /// ```
    #[must_use]
    pub fn private(max_age: Duration) -> Self {
        Self::stored_by(StoredBy::Client, max_age)
    }

    /// Creates a value that allows every cache to store the response.
    ///
    /// The response is fresh for `max_age`, which is sent in whole seconds. If the response sets a
    /// cookie, only the client's cache may store it.
    #[must_use]
    pub fn public(max_age: Duration) -> Self {
        Self::stored_by(StoredBy::SharedWithoutCookies, max_age)
    }

    /// Creates a value for these caches, without further directives.
    fn stored_by(stored_by: StoredBy, max_age: Duration) -> Self {
        Self {
            stored_by,
            max_age,
            shared_max_age: None,
            stale_while_revalidate: None,
            stale_if_error: None,
            no_cache: false,
            must_revalidate: false,
            immutable: false,
        }
    }

    /// Sets a different `max_age` for shared caches.
    ///
    /// It has no effect on a response that shared caches may not store.
    #[must_use]
    pub fn shared_max_age(mut self, max_age: Duration) -> Self {
        self.shared_max_age = Some(max_age);
        self
    }

    /// Allows caches to use an expired response while they revalidate it (RFC 5861).
    ///
    /// A cache may do so for `max_stale` after the response has expired.
    #[must_use]
    pub fn stale_while_revalidate(mut self, max_stale: Duration) -> Self {
        self.stale_while_revalidate = Some(max_stale);
        self
    }

    /// Allows caches to use an expired response if the server fails (RFC 5861).
    ///
    /// A cache may do so for `max_stale` after the response has expired.
    #[must_use]
    pub fn stale_if_error(mut self, max_stale: Duration) -> Self {
        self.stale_if_error = Some(max_stale);
        self
    }

    /// Requires caches to revalidate the response before each use.
    #[must_use]
    pub fn no_cache(mut self) -> Self {
        self.no_cache = true;
        self
    }

    /// Forbids caches to use an expired response without revalidation.
    #[must_use]
    pub fn must_revalidate(mut self) -> Self {
        self.must_revalidate = true;
        self
    }

    /// Tells clients not to revalidate the response before it expires (RFC 8246).
    ///
    /// Such a client does not revalidate even if the user reloads the page.
    #[must_use]
    pub fn immutable(mut self) -> Self {
        self.immutable = true;
        self
    }

    /// Keeps a public response public even if it sets a cookie.
    ///
    /// Every client that a shared cache responds to then receives the same cookie.
    #[must_use]
    pub fn allow_set_cookie(mut self) -> Self {
        if self.stored_by == StoredBy::SharedWithoutCookies {
            self.stored_by = StoredBy::Shared;
        }
        self
    }

    /// Returns `true` if shared caches may store a response that sets a cookie.
    pub(crate) fn allows_set_cookie(&self) -> bool {
        self.stored_by == StoredBy::Shared
    }

    /// Returns the header value without the effect of [`allow_set_cookie`](Self::allow_set_cookie).
    pub(crate) fn to_strict_header_value(&self, sets_cookie: bool) -> HeaderValue {
        if self.stored_by == StoredBy::Shared {
            let stored_by = StoredBy::SharedWithoutCookies;
            return Self { stored_by, ..self.clone() }.to_header_value(sets_cookie);
        }
        self.to_header_value(sets_cookie)
    }

    /// Returns the header value for a response.
    ///
    /// `sets_cookie` is whether that response sets a cookie.
    pub(crate) fn to_header_value(&self, sets_cookie: bool) -> HeaderValue {
        const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
        let shared = match self.stored_by {
            StoredBy::None => return NO_STORE,
            StoredBy::Client => false,
            StoredBy::SharedWithoutCookies => !sets_cookie,
            StoredBy::Shared => true,
        };
        let mut text = String::from(if shared { "public" } else { "private" });
        let lengths = [
            ("max-age", Some(self.max_age)),
            ("s-maxage", self.shared_max_age.filter(|_| shared)),
            ("stale-while-revalidate", self.stale_while_revalidate),
            ("stale-if-error", self.stale_if_error),
        ];
        for (name, length) in lengths {
            if let Some(length) = length {
                text += &format!(", {name}={}", length.as_secs());
            }
        }
        let words = [
            ("no-cache", self.no_cache),
            ("must-revalidate", self.must_revalidate),
            ("immutable", self.immutable),
        ];
        for (word, _) in words.iter().filter(|(_, is_set)| *is_set) {
            text += ", ";
            text += word;
        }
        // Words and numbers are always a valid header value. If they were not, `no-store` would be
        // the safe choice.
        HeaderValue::from_maybe_shared(Bytes::from(text)).unwrap_or(NO_STORE)
    }
}

/// The default `Cache-Control` of a response that sets a cookie.
pub(crate) const PRIVATE: HeaderValue = HeaderValue::from_static("private");
