//! `CookieDef`: everything of a cookie but its value, said once.

use std::fmt;
use std::marker::PhantomData;

use super::builder::CookieDefBuilder;
use super::prefix::{Host, HostHttp, Http, Plain, Secure};

/// The definition of a cookie: everything but its value.
///
/// It sets, reads and removes the cookie, so a removal has the scope that the cookie was set with.
/// A constant of it is made by [`cookie_def!`](crate::cookie_def), where a broken rule is a compile
/// error; one that is made while the program runs is a `Result`, by
/// [`CookieDefBuilder::build`].
///
/// Unless it says otherwise a cookie is `Secure`, `HttpOnly`, `SameSite=Lax` and `Path=/`, and lives
/// as long as the session of the browser.
///
/// `T` is what the value holds: text, or a type that can be shown as text and parsed from it.
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
/// let visits = res.cookies().parse(&VISITS).and_then(Result::ok).unwrap_or(0);
/// res.set_cookie(VISITS.value(&(visits + 1)))?.remove_cookie(&TOKEN)?;
/// assert_eq!(res.cookies().get(&VISITS), Some("1"));
/// # let _ = res.no_content();
/// # Ok::<(), headfirst::cookie::CookieError>(())
/// ```
pub struct CookieDef<T: ?Sized = str> {
    pub(super) name: &'static str,
    pub(super) name_hash: u16,
    /// What says the scope, where it is too long to stand in `attributes`.
    pub(super) long_scope: Option<Scope>,
    /// The scope, then the flags, then the lifetime.
    pub(super) attributes: Text<128>,
    /// Up to where `attributes` are those of a removal too.
    pub(super) removal_len: usize,
    pub(super) holds: PhantomData<fn() -> T>,
}

impl CookieDef {
    /// Begins the definition of a cookie whose name has no prefix.
    pub const fn new(name: &'static str) -> CookieDefBuilder<Plain> {
        CookieDefBuilder::new(name)
    }

    /// Begins the definition of a cookie named `__Secure-…`.
    pub const fn secure_prefix(name: &'static str) -> CookieDefBuilder<Secure> {
        CookieDefBuilder::new(name)
    }

    /// Begins the definition of a cookie named `__Host-…`: it has no domain and no path but `/`.
    pub const fn host_prefix(name: &'static str) -> CookieDefBuilder<Host> {
        CookieDefBuilder::new(name)
    }

    /// Begins the definition of a cookie named `__Http-…`: scripts cannot set it.
    pub const fn http_prefix(name: &'static str) -> CookieDefBuilder<Http> {
        CookieDefBuilder::new(name)
    }

    /// Begins the definition of a cookie named `__Host-Http-…`.
    pub const fn host_http_prefix(name: &'static str) -> CookieDefBuilder<HostHttp> {
        CookieDefBuilder::new(name)
    }
}

impl<T: ?Sized> CookieDef<T> {
    /// Defines the same cookie with a value that holds something else.
    #[must_use]
    pub const fn typed<U: ?Sized>(self) -> CookieDef<U> {
        let Self { name, name_hash, long_scope, attributes, removal_len, .. } = self;
        CookieDef { name, name_hash, long_scope, attributes, removal_len, holds: PhantomData }
    }

    pub(super) fn attributes(&self) -> &[u8] {
        self.attributes.as_bytes()
    }

    /// Those that a removal has.
    pub(super) fn removal(&self) -> &[u8] {
        &self.attributes.as_bytes()[..self.removal_len]
    }

    /// Returns the name, with its prefix.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// Where a client sends a cookie.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub(super) path: &'static str,
    pub(super) domain: Option<&'static str>,
}

impl Scope {
    const PATH: &'static str = "; Path=";
    const DOMAIN: &'static str = "; Domain=";

    /// Bytes of [`attributes`](Self::attributes).
    pub(super) const fn len(&self) -> usize {
        let [[a, b], [c, d]] = self.attributes();
        a.len() + b.len() + c.len() + d.len()
    }

    /// The path and the domain, each behind its name. A domain is sent in lower case.
    pub(super) const fn attributes(&self) -> [[&'static [u8]; 2]; 2] {
        let (label, domain) = match self.domain {
            Some(domain) => (Self::DOMAIN, domain),
            None => ("", ""),
        };
        [[Self::PATH.as_bytes(), self.path.as_bytes()], [label.as_bytes(), domain.as_bytes()]]
    }
}

/// Text of at most `N` octets, made in a constant.
#[derive(Clone, Copy)]
pub(super) struct Text<const N: usize> {
    octets: [u8; N],
    len: usize,
}

impl<const N: usize> Text<N> {
    pub(super) const fn new() -> Self {
        Self { octets: [0; N], len: 0 }
    }

    pub(super) const fn with(mut self, more: &[u8]) -> Self {
        let mut at = 0;
        while at < more.len() {
            self.octets[self.len] = more[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    pub(super) const fn with_lower_case(mut self, more: &[u8]) -> Self {
        let start = self.len;
        self = self.with(more);
        let mut at = start;
        while at < self.len {
            self.octets[at] = self.octets[at].to_ascii_lowercase();
            at += 1;
        }
        self
    }

    pub(super) const fn with_number(self, number: u64) -> Self {
        let rest = if number < 10 { self } else { self.with_number(number / 10) };
        rest.with(&[b'0' + (number % 10) as u8])
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    fn as_bytes(&self) -> &[u8] {
        &self.octets[..self.len]
    }
}

/// The name, for [`Cookies::get`](super::Cookies::get).
impl<T: ?Sized> AsRef<str> for CookieDef<T> {
    fn as_ref(&self) -> &str {
        self.name
    }
}

impl<T: ?Sized> fmt::Debug for CookieDef<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieDef").field("name", &self.name).finish_non_exhaustive()
    }
}
