//! `CookieDefBuilder`: a definition while it is being written, and the checks that end it.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use cookie::SameSite;

use super::definition::{CookieDef, Scope, Text};
use super::error::CookieError;
use super::prefix::{AllowsInsecure, AllowsScope, AllowsScripts, Prefix};
use super::rules;

/// Octets of a scope that stands with the other attributes, which are 66 at most, in a text of 128.
const SHORT_SCOPE: usize = 62;

/// A definition that is not checked yet.
#[must_use = "a draft defines nothing until it is built"]
pub struct CookieDefBuilder<K> {
    name: &'static str,
    path: &'static str,
    domain: Option<&'static str>,
    secure: bool,
    http_only: bool,
    same_site: SameSite,
    partitioned: bool,
    max_age: Option<Duration>,
    kind: PhantomData<fn() -> K>,
}

impl<K: Prefix> CookieDefBuilder<K> {
    pub(super) const fn new(name: &'static str) -> Self {
        Self {
            name,
            path: "/",
            domain: None,
            secure: true,
            http_only: true,
            same_site: SameSite::Lax,
            partitioned: false,
            max_age: None,
            kind: PhantomData,
        }
    }

    /// Sends the cookie to this path and those below it only.
    pub const fn path(mut self, path: &'static str) -> Self
    where
        K: AllowsScope,
    {
        self.path = path;
        self
    }

    /// Sends the cookie to this host and all of its subdomains, and not to this host alone.
    pub const fn domain(mut self, domain: &'static str) -> Self
    where
        K: AllowsScope,
    {
        self.domain = Some(domain);
        self
    }

    /// Sends the cookie over channels that are not secure as well.
    pub const fn without_secure(mut self) -> Self
    where
        K: AllowsInsecure,
    {
        self.secure = false;
        self
    }

    /// Lets scripts of the page read the cookie.
    pub const fn without_http_only(mut self) -> Self
    where
        K: AllowsScripts,
    {
        self.http_only = false;
        self
    }

    /// Sends the cookie on requests from other sites as this says; `Lax` otherwise.
    pub const fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = same_site;
        self
    }

    /// Keeps a cookie of its own for each site that this one is embedded in (CHIPS).
    pub const fn partitioned(mut self) -> Self {
        self.partitioned = true;
        self
    }

    /// Keeps the cookie for this long, at least a second, and not only for the session.
    pub const fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Checks the definition, of a cookie that holds text;
    /// [`holding`](CookieDef::typed) says otherwise.
    ///
    /// # Errors
    /// Returns the rule that it breaks.
    pub const fn build(self) -> Result<CookieDef, CookieError> {
        match self.check() {
            Ok(()) => {}
            Err(rule) => return Err(rule),
        }
        let scope = Scope { path: self.path, domain: self.domain };
        let is_long = scope.len() > SHORT_SCOPE;
        let mut attributes = Text::new();
        if !is_long {
            let [[path_is, path], [domain_is, domain]] = scope.attributes();
            attributes = attributes.with(path_is).with(path);
            attributes = attributes.with(domain_is).with_lower_case(domain);
        }
        if self.secure {
            attributes = attributes.with(b"; Secure");
        }
        if self.http_only {
            attributes = attributes.with(b"; HttpOnly");
        }
        attributes = attributes.with(match self.same_site {
            SameSite::Strict => b"; SameSite=Strict",
            SameSite::Lax => b"; SameSite=Lax",
            SameSite::None => b"; SameSite=None",
        });
        if self.partitioned {
            attributes = attributes.with(b"; Partitioned");
        }
        let removal_len = attributes.len();
        if let Some(age) = self.max_age {
            attributes = attributes.with(b"; Max-Age=").with_number(age.as_secs());
        }
        Ok(CookieDef {
            name: self.name,
            name_hash: rules::name_hash(self.name.as_bytes()),
            long_scope: if is_long { Some(scope) } else { None },
            attributes,
            removal_len,
            holds: PhantomData,
        })
    }

    const fn check(&self) -> Result<(), CookieError> {
        let name = self.name.as_bytes();
        let checks = [
            rules::name(name),
            rules::pair_len(name.len(), 0),
            rules::prefix_is(name, K::PREFIX.as_bytes()),
            rules::path(self.path.as_bytes()),
            match self.domain {
                Some(domain) => rules::domain(domain.as_bytes()),
                None => Ok(()),
            },
            match self.max_age {
                // A lifetime of zero would remove the cookie that it is of.
                Some(age) if age.as_secs() == 0 => Err(CookieError::InvalidMaxAge),
                Some(age) => rules::lifetime(age.as_secs()),
                None => Ok(()),
            },
            rules::ties(&rules::Ties {
                name,
                secure: self.secure,
                http_only: self.http_only,
                root_path: matches!(self.path.as_bytes(), b"/"),
                has_domain: self.domain.is_some(),
                cross_site: matches!(self.same_site, SameSite::None),
                partitioned: self.partitioned,
            }),
        ];
        let mut at = 0;
        while at < checks.len() {
            if checks[at].is_err() {
                return checks[at];
            }
            at += 1;
        }
        Ok(())
    }
}

/// Makes a [`CookieDef`](crate::CookieDef) that is checked when the program compiles.
///
/// A rule that it breaks is a compile error:
/// ```compile_fail,E0080
/// use headfirst::{CookieDef, cookie_def};
///
/// const TOKEN: CookieDef = cookie_def!(CookieDef::new("to ken"));
/// ```
#[macro_export]
macro_rules! cookie_def {
    ($draft:expr) => {{
        // An item, which `cargo check` evaluates wherever it stands. An item has no inferred type,
        // so what the value holds is said after it.
        const __DEFINITION: $crate::CookieDef = match $draft.build() {
            Ok(definition) => definition,
            Err(rule) => ::core::panic!("{}", rule.as_str()),
        };
        __DEFINITION.typed()
    }};
}

impl<K: Prefix> fmt::Debug for CookieDefBuilder<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieDefBuilder").field("name", &self.name).finish_non_exhaustive()
    }
}
