//! `Response<Shell>`: body bytes before the first wait, while the head is still open.

use crate::body::{Body, Buffer};
use crate::phase::{Head, Shell};
use crate::response::{Fields, Response};

/// A head that is still open, and the bytes that will follow it.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct ShellData {
    pub(crate) fields: Fields,
    pub(crate) body: Buffer,
}

/// A response whose head can still change, and whose first body bytes are being kept.
///
/// Render into it what needs no waiting, and let that code set cookies: the bytes go nowhere until
/// [`stream`](Response::stream) or [`send`](Response::send) lets the head go.
impl Response<Shell> {
    /// Answers with what was written, and nothing more.
    ///
    /// `Shell → http::Response`, with a `Content-Length` unless the status has no content.
    pub fn send(self) -> http::Response<Body> {
        let ShellData { fields, body } = self.data;
        fields.leave_full(&self.line.method, self.cookies, body.into_bytes())
    }

    /// Drops what was written and gives the head back, with its status, headers and cookies.
    ///
    /// `Shell → Head`: a redirect or another page is possible again.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    /// use http::HeaderValue;
    ///
    /// let mut shell = Response::<Head>::new().shell();
    /// shell.write("<h1>Orders</h1>");
    /// let found = false;
    /// let res = if found {
    ///     shell.send()
    /// } else {
    ///     shell.discard().redirect(HeaderValue::from_static("/login"))
    /// };
    /// assert_eq!(res.status(), 303);
    /// ```
    pub fn discard(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.fields }
    }
}
