//! An error before the head has left.

use std::fmt;

use super::{Response, exit, merge};
use crate::body::{Body, Sent, Watch};
use crate::phase::Head;

/// An error that was met while the head was open, with that head: its cookies are not lost.
///
/// A handler that returns `Result<http::Response<Body>, Failed<E>>` cannot leave by `?` with an `E`
/// alone, for no `E` becomes a `Failed<E>` without a head. Where there is one,
/// [`attempt`](Response::attempt) and [`fail`](Response::fail) put it in.
///
/// It is no [`Error`](std::error::Error) itself, so that `?` cannot turn it into one that has forgotten
/// the head.
///
/// It becomes a response through what `E` says of itself: with `E: Into<http::Response<Body>>`, or
/// in axum with `E: IntoResponse`. That response has the cookies of the head besides its own. The
/// status and the header fields that were set described a page that is not sent;
/// [`into_parts`](Self::into_parts) gives them back.
#[must_use = "an error that is dropped is never sent, and the cookies with it"]
pub struct Failed<E> {
    // A box, since the `Err` should not make the `Ok` of every handler larger.
    inner: Box<Inner<E>>,
}

struct Inner<E> {
    head: Response<Head>,
    error: E,
}

impl<E> Failed<E> {
    pub(super) fn new(head: Response<Head>, error: E) -> Self {
        Self { inner: Box::new(Inner { head, error }) }
    }

    /// Returns the error.
    pub fn error(&self) -> &E {
        &self.inner.error
    }

    /// Makes another error of it, with the same head.
    pub fn map<F>(self, f: impl FnOnce(E) -> F) -> Failed<F> {
        let Inner { head, error } = *self.inner;
        Failed::new(head, f(error))
    }

    /// Makes it the error of a handler that has one for all: `.map_err(Failed::convert)?`.
    pub fn convert<F: From<E>>(self) -> Failed<F> {
        self.map(F::from)
    }

    /// Takes the two apart, to answer with the head.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    /// use http::StatusCode;
    ///
    /// const TOKEN: CookieDef = cookie_def!(CookieDef::host("__Host-token"));
    ///
    /// let mut res = Response::<Head>::new();
    /// res.set_cookie(TOKEN.value("t2"))?;
    /// let (head, error) = res.fail("no database").into_parts();
    /// let res = head.with_status(StatusCode::SERVICE_UNAVAILABLE).send(error);
    /// assert!(res.headers().contains_key("set-cookie"));
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    pub fn into_parts(self) -> (Response<Head>, E) {
        let Inner { head, error } = *self.inner;
        (head, error)
    }

    /// The response that the error becomes, with the cookies of the head, and with those who asked to be
    /// told of its end.
    #[track_caller]
    pub(crate) fn merge_with<B>(
        self,
        into_response: impl FnOnce(E) -> http::Response<B>,
        watched: impl FnOnce(B, Watch) -> B,
    ) -> http::Response<B> {
        let (Response { cookies, mut data, .. }, error) = self.into_parts();
        let asked = data.take_asked(&cookies);
        let mut response = into_response(error);
        merge::cookies(cookies, response.headers_mut(), false);
        let Some((watchers, shown)) = asked else { return response };
        let sent = Sent::new(response.status(), response.headers().clone(), shown);
        match exit::watch(response.status(), Some((watchers, sent))) {
            Some(watch) => response.map(|body| watched(body, watch)),
            None => response,
        }
    }

    /// Drops the head with its cookies, and returns the error.
    pub fn forget_cookies(self) -> E {
        self.inner.error
    }
}

impl<E: Into<Self>> From<Failed<E>> for http::Response<Body> {
    fn from(failed: Failed<E>) -> Self {
        failed.merge_with(E::into, Body::watched)
    }
}

impl<E: fmt::Display> fmt::Display for Failed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(f)
    }
}

impl<E: fmt::Debug> fmt::Debug for Failed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed")
            .field("head", &self.inner.head)
            .field("error", &self.inner.error)
            .finish()
    }
}
