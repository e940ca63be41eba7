//! `CookieDefBuilder`: a definition that is not validated yet.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use cookie::SameSite;

use super::attributes::{Parts, Settings};
use super::definition::CookieDef;
use super::error::CookieError;
use super::prefix::{AllowsInsecure, AllowsScope, AllowsScripts, Prefix};
use super::rules;

/// A builder for a cookie definition.
///
/// The macro [`cookie_def!`](crate::cookie_def) builds a constant, and [`build`](Self::build) a
/// definition from values that are known at run time. The result is plain. A plain definition takes
/// the key of a signed or encrypted cookie afterwards:
/// `CookieDef::new("session").build()?.private(key)`.
#[must_use = "a builder defines nothing until it is built"]
pub struct CookieDefBuilder<'a, K> {
    settings: Settings<'a>,
    kind: PhantomData<fn() -> K>,
}

impl<'a, K: Prefix> CookieDefBuilder<'a, K> {
    pub(super) const fn new(name: &'a str) -> Self {
        let settings = Settings {
            name,
            prefix: K::PREFIX,
            path: "/",
            domain: None,
            secure: true,
            http_only: true,
            same_site: Some(SameSite::Lax),
            partitioned: false,
            max_age: None,
        };
        Self { settings, kind: PhantomData }
    }

    /// Sends the cookie only to this path and the paths below it.
    ///
    /// The path is that of a URL: it starts with `/`, and is percent-encoded.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const CART: CookieDef = cookie_def!(CookieDef::new("cart").path("/shop"));
    ///
    /// let res = Response::<Head>::new().with_cookie(CART.value("7"))?.send("");
    /// assert_eq!(res.headers()["set-cookie"], "cart=7; Path=/shop; Secure; HttpOnly; SameSite=Lax");
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    pub const fn path(mut self, path: &'a str) -> Self
    where
        K: AllowsScope,
    {
        self.settings.path = path;
        self
    }

    /// Sends the cookie to this domain and all of its subdomains.
    ///
    /// Defaults to the host that sets the cookie, without subdomains. The domain is a name such as
    /// `example.com`, without a port or a leading dot. It is that host or a domain above it: a
    /// client rejects a cookie with another domain, or with a public suffix such as `com`.
    pub const fn domain(mut self, domain: &'a str) -> Self
    where
        K: AllowsScope,
    {
        self.settings.domain = Some(domain);
        self
    }

    /// Sets whether the cookie is sent over secure connections only. Defaults to `true`.
    ///
    /// This is for a flag of the configuration. A constant is the same in every environment.
    pub const fn secure(mut self, is_secure: bool) -> Self
    where
        K: AllowsInsecure,
    {
        self.settings.secure = is_secure;
        self
    }

    /// Also sends the cookie over connections that are not secure.
    pub const fn without_secure(self) -> Self
    where
        K: AllowsInsecure,
    {
        self.secure(false)
    }

    /// Allows scripts of the page to read the cookie.
    pub const fn without_http_only(mut self) -> Self
    where
        K: AllowsScripts,
    {
        self.settings.http_only = false;
        self
    }

    /// Sets `SameSite`, which restricts cross-site requests. Defaults to `Lax`.
    pub const fn same_site(mut self, same_site: SameSite) -> Self {
        self.settings.same_site = Some(same_site);
        self
    }

    /// Omits `SameSite`, so that the client decides.
    ///
    /// Most clients then use `Lax`. For 2 minutes after it was set, Chromium also sends such a
    /// cookie with a cross-site `POST`, which some sign-in flows need.
    pub const fn without_same_site(mut self) -> Self {
        self.settings.same_site = None;
        self
    }

    /// Partitions the cookie by top-level site (CHIPS).
    ///
    /// The client stores a separate cookie for each site that embeds this one.
    pub const fn partitioned(mut self) -> Self {
        self.settings.partitioned = true;
        self
    }

    /// Sets the lifetime, from 1 second to 400 days. Defaults to the browser's session.
    pub const fn max_age(mut self, max_age: Duration) -> Self {
        self.settings.max_age = Some(max_age);
        self
    }

    /// Sets the lifetime, capped at 400 days (RFC 6265bis §5.5).
    ///
    /// Clients apply the same cap. [`max_age`](Self::max_age) returns an error for a longer
    /// lifetime when the definition is built.
    pub const fn capped_max_age(self, max_age: Duration) -> Self {
        let max = rules::MAX_AGE;
        self.max_age(if max_age.as_secs() < max.as_secs() { max_age } else { max })
    }

    /// Sets the longest lifetime that clients accept, 400 days (RFC 6265bis §5.5).
    ///
    /// The 400 days start again each time the cookie is set.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const THEME: CookieDef = cookie_def!(CookieDef::new("theme").permanent());
    ///
    /// let res = Response::<Head>::new().with_cookie(THEME.value("dark"))?.send("");
    /// let cookie = res.headers()["set-cookie"].to_str()?;
    /// assert!(cookie.ends_with("; Max-Age=34560000"), "{cookie}"); // 400 days
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn permanent(self) -> Self {
        self.max_age(rules::MAX_AGE)
    }

    /// Validates the definition and copies its text.
    ///
    /// The value is text; [`typed`](CookieDef::typed) changes its type. To create a constant, use
    /// [`cookie_def!`](crate::cookie_def).
    ///
    /// # Errors
    /// Returns the rule that the definition breaks.
    ///
    /// # Examples
    /// A definition from the configured URL of a site:
    /// ```
    /// use headfirst::CookieDef;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let site: http::Uri = "http://intranet.example/shop".parse()?;
    ///
    /// let cart = CookieDef::new("cart").path(site.path());
    /// let cart = if site.scheme_str() == Some("https") { cart } else { cart.without_secure() };
    /// let cart: CookieDef = cart.build()?;
    /// # let line = headfirst::Response::<headfirst::Head>::new().with_cookie(cart.value("7"))?.send("");
    /// # assert_eq!(line.headers()["set-cookie"], "cart=7; Path=/shop; HttpOnly; SameSite=Lax");
    /// # Ok(())
    /// # }
    /// ```
    pub fn build(self) -> Result<CookieDef, CookieError> {
        Ok(CookieDef::from_parts(Parts::Owned(Arc::new(self.settings.build()?)), ()))
    }

    #[doc(hidden)]
    pub const fn __settings(self) -> Settings<'a> {
        self.settings
    }
}

/// Creates a [`CookieDef`](crate::CookieDef) that is checked at compile time.
///
/// A broken rule is a compile error:
/// ```compile_fail,E0080
/// use headfirst::{CookieDef, cookie_def};
///
/// const TOKEN: CookieDef = cookie_def!(CookieDef::new("to ken"));
/// ```
#[macro_export]
macro_rules! cookie_def {
    ($name:literal) => {
        ::core::compile_error!(::core::concat!(
            "`cookie_def!` takes a builder: `cookie_def!(CookieDef::new(",
            ::core::stringify!($name),
            "))`"
        ))
    };
    ($builder:expr) => {{
        // These are items, so `cargo check` evaluates them at any call site. The type of an item
        // cannot be inferred, so the type of the value is supplied after them.
        const __SETTINGS: $crate::cookie::__private::Settings<'static> = $builder.__settings();
        const __ATTRIBUTES: [u8; __SETTINGS.attributes_len()] = __SETTINGS.attributes();
        const __DEFINITION: $crate::cookie::__private::Definition<'static> =
            match __SETTINGS.define(&__ATTRIBUTES) {
                Ok(definition) => definition,
                Err(rule) => ::core::panic!("{}", rule.as_str()),
            };
        $crate::CookieDef {
            __parts: $crate::cookie::__private::Parts::Constant(__DEFINITION),
            __bound: $crate::cookie::__private::Bound::unkeyed(),
        }
    }};
}

impl<K: Prefix> Clone for CookieDefBuilder<'_, K> {
    fn clone(&self) -> Self {
        Self { settings: self.settings, kind: PhantomData }
    }
}

impl<K: Prefix> fmt::Debug for CookieDefBuilder<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieDefBuilder")
            .field("name", &self.settings.name)
            .finish_non_exhaustive()
    }
}
