//! Arguments that set and remove cookies, and conversions from the cookie crate.

use cookie::time::Duration;
use cookie::{Cookie, CookieBuilder, Expiration, SameSite};

use super::error::CookieError;
use super::set_cookie::{EXPIRED, RemoveCookie, SetCookie};
use super::{date, rules};

/// An argument of [`set_cookie`](crate::Response::set_cookie).
///
/// It is implemented for every type that is `Into<SetCookie>`, and for the `Result` of creating a
/// [`SetCookie`], so that one `?` handles both errors.
///
/// This is a separate trait so that a compile error can show how to create a [`SetCookie`].
///
/// # Examples
/// ```
/// use headfirst::cookie::{CookieError, IntoSetCookie};
/// use headfirst::{CookieDef, Head, Response, cookie_def};
///
/// const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));
///
/// fn page(cookie: impl IntoSetCookie) -> Result<Response<Head>, CookieError> {
///     Response::<Head>::new().with_cookie(cookie)
/// }
///
/// let of_result = page(SEEN.value("1"))?;
/// let of_cookie = page(SEEN.value("1")?)?;
/// assert_eq!(of_result.cookies().get(&SEEN), of_cookie.cookies().get(&SEEN));
/// # let _ = (of_result.send(""), of_cookie.send(""));
/// # Ok::<(), CookieError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be a valid cookie",
    label = "may break a rule of RFC 6265bis",
    note = "make it by a definition, `TOKEN.value(..)`, or check it, `SetCookie::try_from(..)`; a value \
            that can be any text: `SetCookie::percent_encoded(..)`"
)]
pub trait IntoSetCookie {
    #[doc(hidden)]
    fn into_set_cookie(self) -> Result<SetCookie, CookieError>;
}

#[diagnostic::do_not_recommend]
impl<T: Into<SetCookie>> IntoSetCookie for T {
    #[inline]
    fn into_set_cookie(self) -> Result<SetCookie, CookieError> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl IntoSetCookie for Result<SetCookie, CookieError> {
    #[inline]
    fn into_set_cookie(self) -> Self {
        self
    }
}

/// An argument of [`remove_cookie`](crate::Response::remove_cookie).
///
/// It is implemented for every type that is `Into<RemoveCookie>`, and for the `Result` of creating
/// a [`RemoveCookie`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which cookie to remove",
    label = "lacks the scope that it was set with",
    note = "remove it by its definition, `remove_cookie(&TOKEN)`, or say its scope, \
            `RemoveCookie::try_from(..)`"
)]
pub trait IntoRemoveCookie {
    #[doc(hidden)]
    fn into_remove_cookie(self) -> Result<RemoveCookie, CookieError>;
}

#[diagnostic::do_not_recommend]
impl<T: Into<RemoveCookie>> IntoRemoveCookie for T {
    fn into_remove_cookie(self) -> Result<RemoveCookie, CookieError> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl IntoRemoveCookie for Result<RemoveCookie, CookieError> {
    fn into_remove_cookie(self) -> Self {
        self
    }
}

impl TryFrom<Cookie<'_>> for SetCookie {
    type Error = CookieError;

    /// # Errors
    /// Returns the rule that the cookie breaks.
    fn try_from(cookie: Cookie<'_>) -> Result<Self, CookieError> {
        let (name, value) = (cookie.name().as_bytes(), cookie.value().as_bytes());
        rules::check_name(name)?;
        rules::check_value(value)?;
        rules::check_pair_len(name.len(), value.len())?;
        cookie.path().map(str::as_bytes).map_or(Ok(()), rules::check_path)?;
        cookie.domain().map(str::as_bytes).map_or(Ok(()), rules::check_domain)?;
        // As in the cookie crate, both of these imply `Secure` unless it was set to `false`.
        let implied =
            cookie.same_site() == Some(SameSite::None) || cookie.partitioned() == Some(true);
        let attributes = attributes(&cookie, cookie.secure().unwrap_or(implied));
        rules::check_combination(&attributes)?;
        let (secure, http_only, partitioned) =
            (attributes.secure, attributes.http_only, attributes.partitioned);

        let mut line = Vec::with_capacity(name.len() + value.len() + 128);
        let mut put = |parts: &[&[u8]]| parts.iter().for_each(|part| line.extend_from_slice(part));
        put(&[name, b"=", value]);
        if let Some(path) = cookie.path() {
            put(&[b"; Path=", path.as_bytes()]);
        }
        if let Some(domain) = cookie.domain() {
            put(&[b"; Domain=", domain.to_ascii_lowercase().as_bytes()]);
        }
        put(&[if secure { b"; Secure" } else { b"" }]);
        put(&[if http_only { b"; HttpOnly" } else { b"" }]);
        if let Some(site) = cookie.same_site() {
            put(&[b"; SameSite=", site.to_string().as_bytes()]);
        }
        put(&[if partitioned { b"; Partitioned" } else { b"" }]);
        // A negative age becomes zero: §5.6.2 treats both as the earliest time, and both are sent
        // like any other removal. A fraction of a second is rounded up, since zero would remove a
        // cookie that is meant to be stored.
        let fraction = |age: Duration| i64::from(age.subsec_nanoseconds() > 0);
        let seconds = |age: Duration| age.whole_seconds().saturating_add(fraction(age));
        let age = cookie.max_age().map(|age| u64::try_from(seconds(age)).unwrap_or(0));
        match age {
            Some(0) => put(&[EXPIRED]),
            Some(seconds) => {
                rules::check_max_age(seconds)?;
                put(&[b"; Max-Age=", seconds.to_string().as_bytes()]);
            }
            None => {}
        }
        match cookie.expires() {
            Some(Expiration::DateTime(expires)) if age != Some(0) => {
                let date = date::format(expires)?;
                // A date at or before the epoch always removes the cookie.
                if expires.unix_timestamp() <= 0 {
                    put(&[EXPIRED]);
                } else {
                    put(&[b"; Expires=", date.as_bytes()]);
                }
            }
            _ => {}
        }
        // `Max-Age` has precedence over `Expires` (§5.6.1).
        let past = cookie.expires_datetime().is_some_and(date::is_past);
        let is_removal = age.map_or(past, |seconds| seconds == 0);
        Ok(Self::from_line(line, rules::name_hash(name), name.len(), value.len(), is_removal))
    }
}

fn attributes<'c>(cookie: &'c Cookie<'_>, secure: bool) -> rules::Attributes<'c> {
    rules::Attributes {
        name: cookie.name().as_bytes(),
        secure,
        http_only: cookie.http_only() == Some(true),
        root_path: cookie.path() == Some("/"),
        has_domain: cookie.domain().is_some(),
        cross_site: cookie.same_site() == Some(SameSite::None),
        partitioned: cookie.partitioned() == Some(true),
    }
}

/// Returns whether a client stores a cookie with these attributes.
///
/// It checks `Secure` and the attributes that a name prefix requires.
#[cfg(feature = "testing")]
pub(crate) fn is_storable(cookie: &Cookie<'_>) -> bool {
    rules::check_combination(&attributes(cookie, cookie.secure() == Some(true))).is_ok()
}

impl TryFrom<CookieBuilder<'_>> for SetCookie {
    type Error = CookieError;

    /// # Errors
    /// Returns the rule that the cookie breaks.
    fn try_from(cookie: CookieBuilder<'_>) -> Result<Self, CookieError> {
        cookie.build().try_into()
    }
}

/// Caps the lifetime of a cookie at 400 days (RFC 6265bis §5.5).
///
/// Clients apply the same cap. Use this function for a cookie with a longer lifetime, such as the
/// 20 years of the cookie crate's `make_permanent`.
///
/// # Examples
/// ```
/// use headfirst::SetCookie;
/// use headfirst::cookie::{Cookie, CookieError, capped_max_age};
///
/// let theme = Cookie::build(("theme", "dark")).permanent().build();
/// assert_eq!(SetCookie::try_from(theme.clone()), Err(CookieError::InvalidMaxAge));
/// assert!(SetCookie::try_from(capped_max_age(theme)).is_ok());
/// ```
#[must_use]
pub fn capped_max_age<'c>(cookie: impl Into<Cookie<'c>>) -> Cookie<'c> {
    let mut cookie = cookie.into();
    let max = Duration::seconds(rules::MAX_AGE.as_secs() as i64);
    if cookie.max_age().is_some_and(|age| age > max) {
        cookie.set_max_age(max);
    }
    cookie
}

impl TryFrom<Cookie<'_>> for RemoveCookie {
    type Error = CookieError;

    /// # Errors
    /// Returns the rule that the cookie breaks. The value is not checked.
    fn try_from(mut cookie: Cookie<'_>) -> Result<Self, CookieError> {
        cookie.set_value("");
        cookie.set_max_age(Duration::ZERO);
        SetCookie::try_from(cookie).map(Self)
    }
}

impl TryFrom<CookieBuilder<'_>> for RemoveCookie {
    type Error = CookieError;

    /// # Errors
    /// Returns the rule that the cookie breaks. The value is not checked.
    fn try_from(cookie: CookieBuilder<'_>) -> Result<Self, CookieError> {
        cookie.build().try_into()
    }
}
