//! Redirects: a status and a target.

use http::{HeaderValue, StatusCode};

use crate::header::{IntoLocation, Location};

/// A redirect: a status of RFC 9110 §15.4 and a target.
///
/// A string literal, a [`Location`] and a [`HeaderValue`] convert to a
/// [`see_other`](Self::see_other) redirect.
///
/// # Examples
/// ```
/// use headfirst::{Head, Redirect, Response};
///
/// let res = Response::<Head>::new().redirect(Redirect::permanent("/orders"));
/// assert_eq!(res.status(), 308);
/// ```
#[derive(Clone, Debug)]
pub struct Redirect {
    pub(super) status: StatusCode,
    pub(super) location: HeaderValue,
}

impl Redirect {
    /// Creates a 303 (See Other) redirect: the client continues with `GET`.
    ///
    /// This is the usual response to an accepted form.
    #[must_use]
    pub fn see_other(location: impl IntoLocation) -> Self {
        Self::with(StatusCode::SEE_OTHER, location.into_location())
    }

    /// Creates a 302 (Found), a temporary redirect.
    ///
    /// The client may change `POST` to `GET`.
    #[must_use]
    pub fn found(location: impl IntoLocation) -> Self {
        Self::with(StatusCode::FOUND, location.into_location())
    }

    /// Creates a 307 (Temporary Redirect).
    ///
    /// The client repeats the method and the content.
    #[must_use]
    pub fn temporary(location: impl IntoLocation) -> Self {
        Self::with(StatusCode::TEMPORARY_REDIRECT, location.into_location())
    }

    /// Creates a 308 (Permanent Redirect).
    ///
    /// The client repeats the method and the content.
    ///
    /// # Examples
    /// ```
    /// use headfirst::header::Location;
    /// use headfirst::{Head, Redirect, Response};
    ///
    /// let res = Response::<Head>::for_request(&http::Request::get("/old/7").body(())?);
    /// let new = Location::path(res.uri().path().replacen("/old", "/new", 1))?;
    /// let res = res.redirect(Redirect::permanent(new));
    /// assert_eq!(res.status(), 308);
    /// assert_eq!(res.headers()["location"], "/new/7");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn permanent(location: impl IntoLocation) -> Self {
        Self::with(StatusCode::PERMANENT_REDIRECT, location.into_location())
    }

    fn with(status: StatusCode, location: Location) -> Self {
        Self { status, location: location.into() }
    }
}

impl From<HeaderValue> for Redirect {
    fn from(location: HeaderValue) -> Self {
        Self::see_other(location)
    }
}

impl From<Location> for Redirect {
    fn from(location: Location) -> Self {
        Self::see_other(location)
    }
}

impl From<&'static str> for Redirect {
    fn from(literal: &'static str) -> Self {
        Self::see_other(literal)
    }
}

/// An argument of [`redirect`](crate::Response::redirect): anything that is `Into<Redirect>`.
///
/// This is a separate trait so that the compile error can name the fix.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be a valid redirect target",
    label = "not a literal, and not checked",
    note = "for a page of this site: `redirect(headfirst::Location::path(text)?)`",
    note = "if the client sent it: `redirect(Location::encode_path(text).unwrap_or_else(|_| \"/\".into()))`",
    note = "for another site, once the client cannot choose it: `HeaderValue::try_from(text)?`",
    note = "the `Redirect` of axum is a response: `respond(redirect)`"
)]
pub trait IntoRedirect {
    #[doc(hidden)]
    fn into_redirect(self) -> Redirect;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Redirect>> IntoRedirect for T {
    #[inline]
    fn into_redirect(self) -> Redirect {
        self.into()
    }
}
