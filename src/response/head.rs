//! `Response<Head>`: the exits that need no render, and the way into the shell.

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};

use crate::body::{Body, Buffer};
use crate::phase::{Head, MayAnswer, Phase, Shell};
use crate::response::{Response, ShellData};

/// A redirect: a status of RFC 9110 §15.4 and where it leads.
///
/// `HeaderValue` converts to a [`see_other`](Self::see_other).
#[derive(Clone, Debug)]
pub struct Redirect {
    status: StatusCode,
    location: HeaderValue,
}

impl Redirect {
    /// 303: look there, with `GET`. The answer to a form that was accepted.
    #[must_use]
    pub fn see_other(location: HeaderValue) -> Self {
        Self { status: StatusCode::SEE_OTHER, location }
    }

    /// 302: it is there for now; whether the method is kept is up to the client.
    #[must_use]
    pub fn found(location: HeaderValue) -> Self {
        Self { status: StatusCode::FOUND, location }
    }

    /// 307: it is there for now; ask again with the same method and content.
    #[must_use]
    pub fn temporary(location: HeaderValue) -> Self {
        Self { status: StatusCode::TEMPORARY_REDIRECT, location }
    }

    /// 308: it has moved there for good; ask again with the same method and content.
    #[must_use]
    pub fn permanent(location: HeaderValue) -> Self {
        Self { status: StatusCode::PERMANENT_REDIRECT, location }
    }
}

impl From<HeaderValue> for Redirect {
    fn from(location: HeaderValue) -> Self {
        Self::see_other(location)
    }
}

/// Answering with a head alone.
impl<P: Phase> Response<P> {
    /// Answers with a redirect, without content.
    ///
    /// `Head → http::Response`. The status and `Location` are those of the redirect; cookies and
    /// other headers stay.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    /// use http::HeaderValue;
    ///
    /// let res = Response::<Head>::new().redirect(HeaderValue::from_static("/login"));
    /// assert_eq!(res.status(), 303);
    /// ```
    pub fn redirect(mut self, redirect: impl Into<Redirect>) -> http::Response<Body>
    where
        P: MayAnswer,
    {
        let Redirect { status, location } = redirect.into();
        P::fields_mut(&mut self.data).headers.insert(LOCATION, location);
        self.with_status(status).answer()
    }

    /// Answers 204: it is done, and there is nothing to show.
    ///
    /// `Head → http::Response`, without content and without a `Content-Length`.
    pub fn no_content(self) -> http::Response<Body>
    where
        P: MayAnswer,
    {
        self.with_status(StatusCode::NO_CONTENT).answer()
    }

    /// Answers 304: what the client has kept is still true.
    ///
    /// `Head → http::Response`, without content and without a `Content-Length`. Set the `ETag`,
    /// `Cache-Control`, `Expires` and `Vary` that a 200 would have had
    /// ([RFC 9110 §15.4.5](https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5)).
    pub fn not_modified(self) -> http::Response<Body>
    where
        P: MayAnswer,
    {
        self.with_status(StatusCode::NOT_MODIFIED).answer()
    }

    fn answer(self) -> http::Response<Body>
    where
        P: MayAnswer,
    {
        let fields = P::into_fields(self.data);
        fields.leave_full(&self.line.method, self.cookies, Bytes::new())
    }
}

/// A response whose head can still change, and whose body has not begun.
impl Response<Head> {
    /// Answers with a body that is known in full.
    ///
    /// `Head → http::Response`, with a `Content-Length` unless the status has no content.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let res = Response::<Head>::new().send("hello");
    /// assert_eq!(res.headers()["content-length"], "5");
    /// ```
    pub fn send(self, body: impl Into<Bytes>) -> http::Response<Body> {
        self.data.leave_full(&self.line.method, self.cookies, body.into())
    }

    /// Opens a shell: body bytes can be written, and are kept until the head leaves.
    ///
    /// `Head → Shell`. Answering with a head alone becomes impossible until
    /// [`discard`](Response::discard).
    pub fn shell(self) -> Response<Shell> {
        Response {
            line: self.line,
            cookies: self.cookies,
            data: ShellData { fields: self.data, body: Buffer::default() },
        }
    }
}
