//! What caches may do with a response.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Extensions, HeaderValue};

/// What caches may do with a response: its `Cache-Control`
/// ([RFC 9111 §5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
///
/// A response that sets a cookie is kept out of shared caches, where the cookie of one client would
/// be handed to the next: without a cache control it is `private`, and one that is public becomes
/// private, unless it says [`allow_set_cookie`](Self::allow_set_cookie).
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
    keeper: Keeper,
    max_age: Duration,
    shared_max_age: Option<Duration>,
    stale_while_revalidate: Option<Duration>,
    stale_if_error: Option<Duration>,
    no_cache: bool,
    must_revalidate: bool,
    immutable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeper {
    Nobody,
    Client,
    AnyoneWithoutCookies,
    Anyone,
}

impl CacheControl {
    /// No cache keeps it.
    #[must_use]
    pub fn no_store() -> Self {
        Self::kept_by(Keeper::Nobody, Duration::ZERO)
    }

    /// The cache of the client keeps it for this long, in whole seconds.
    #[must_use]
    pub fn private(max_age: Duration) -> Self {
        Self::kept_by(Keeper::Client, max_age)
    }

    /// Any cache keeps it for this long, in whole seconds, unless it sets a cookie.
    #[must_use]
    pub fn public(max_age: Duration) -> Self {
        Self::kept_by(Keeper::AnyoneWithoutCookies, max_age)
    }

    fn kept_by(keeper: Keeper, max_age: Duration) -> Self {
        Self {
            keeper,
            max_age,
            shared_max_age: None,
            stale_while_revalidate: None,
            stale_if_error: None,
            no_cache: false,
            must_revalidate: false,
            immutable: false,
        }
    }

    /// Shared caches, where they may keep it, do so for this long instead.
    #[must_use]
    pub fn shared_max_age(mut self, max_age: Duration) -> Self {
        self.shared_max_age = Some(max_age);
        self
    }

    /// Answers from the cache for this long after it has expired, while it asks again (RFC 5861).
    #[must_use]
    pub fn stale_while_revalidate(mut self, max_stale: Duration) -> Self {
        self.stale_while_revalidate = Some(max_stale);
        self
    }

    /// Answers from the cache for this long after it has expired, when the server fails (RFC 5861).
    #[must_use]
    pub fn stale_if_error(mut self, max_stale: Duration) -> Self {
        self.stale_if_error = Some(max_stale);
        self
    }

    /// Asks again before each answer from the cache.
    #[must_use]
    pub fn no_cache(mut self) -> Self {
        self.no_cache = true;
        self
    }

    /// Never answers from the cache after it has expired.
    #[must_use]
    pub fn must_revalidate(mut self) -> Self {
        self.must_revalidate = true;
        self
    }

    /// Does not ask again before it has expired, whatever the user does (RFC 8246).
    #[must_use]
    pub fn immutable(mut self) -> Self {
        self.immutable = true;
        self
    }

    /// Lets shared caches keep a public response although it sets a cookie: then whoever is
    /// answered from them is given the same one.
    #[must_use]
    pub fn allow_set_cookie(mut self) -> Self {
        if self.keeper == Keeper::AnyoneWithoutCookies {
            self.keeper = Keeper::Anyone;
        }
        self
    }

    /// Whether shared caches may keep a response that sets a cookie.
    pub(crate) fn is_even_with_cookies(&self) -> bool {
        self.keeper == Keeper::Anyone
    }

    /// The field, as if [`allow_set_cookie`](Self::allow_set_cookie) had not been said.
    pub(crate) fn field_without_exception(&self, sets_cookie: bool) -> HeaderValue {
        if self.keeper == Keeper::Anyone {
            let keeper = Keeper::AnyoneWithoutCookies;
            return Self { keeper, ..self.clone() }.field(sets_cookie);
        }
        self.field(sets_cookie)
    }

    /// The field, for a response that sets a cookie or does not.
    pub(crate) fn field(&self, sets_cookie: bool) -> HeaderValue {
        const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
        let shared = match self.keeper {
            Keeper::Nobody => return NO_STORE,
            Keeper::Client => false,
            Keeper::AnyoneWithoutCookies => !sets_cookie,
            Keeper::Anyone => true,
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
        for (word, _) in words.iter().filter(|(_, said)| *said) {
            text += ", ";
            text += word;
        }
        // Words and numbers are a field value; were they none, nobody would keep the response.
        HeaderValue::from_maybe_shared(Bytes::from(text)).unwrap_or(NO_STORE)
    }
}

/// Permission to cache a page in this server, as an extension of its response.
#[derive(Clone, Debug)]
pub(crate) struct Keep {
    pub(crate) tags: Vec<Cow<'static, str>>,
    pub(crate) max_age: Option<Duration>,
    #[cfg_attr(not(feature = "page-cache"), allow(dead_code, reason = "the page cache reads it"))]
    pub(crate) ticket: Ticket,
}

/// A mark of one request inside a page cache, as an extension of that request.
///
/// A shared page that starts from the request takes a clone, and its response can be cached as long as none of
/// them was voided: by a response that can read cookies, or by an event in the render function that concerns
/// this client or this moment alone.
#[derive(Clone, Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Ticket(Arc<AtomicBool>);

impl Ticket {
    pub(crate) fn void(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Voids the ticket of a request, if there is one.
    pub(crate) fn void_in(extensions: &Extensions) {
        if let Some(ticket) = extensions.get::<Self>() {
            ticket.void();
        }
    }

    #[cfg(feature = "page-cache")]
    pub(crate) fn is_void(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Returns whether both are of the same request.
    #[cfg(feature = "page-cache")]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The field of a response that sets a cookie and says nothing of caches.
pub(crate) const PRIVATE: HeaderValue = HeaderValue::from_static("private");
