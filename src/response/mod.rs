//! The response, and what every phase of it can do.

mod exit;
mod fields;
mod head;
mod shell;
mod streaming;

use std::fmt;

use http::{Method, Request, Uri};

use crate::cookie::{Cookies, RemoveCookie, SetCookie};
use crate::phase::{CookiesOpen, Phase};

pub(crate) use fields::Fields;
pub use head::Redirect;
pub(crate) use shell::ShellData;
pub use streaming::{Flush, Room};

/// A response in the phase `P`, which decides what may be done with it.
///
/// It begins as a [`Response<Head>`](crate::Head) and ends as a plain [`http::Response`]. There is
/// no way back from a later phase to an earlier one except [`discard`](Self::discard), and a
/// response is never cloned, defaulted or taken apart, so whoever holds one holds the only one.
#[must_use = "a response that is dropped is never sent, and its cookies with it"]
pub struct Response<P: Phase> {
    line: RequestLine,
    cookies: Cookies,
    data: P::Data,
}

/// The request line this response answers; without a request, that of `GET /`.
#[derive(Clone, Debug, Default)]
struct RequestLine {
    method: Method,
    target: Uri,
}

/// In every phase.
impl<P: Phase> Response<P> {
    /// Returns the method of the request; `GET` when the response was made without one.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.line.method
    }

    /// Returns the target of the request; `/` when the response was made without one.
    #[must_use]
    pub fn target(&self) -> &Uri {
        &self.line.target
    }

    /// Returns the cookies of the request, as they are once this response has arrived.
    ///
    /// A cookie that was set on this response has its new value here, and one that was removed is
    /// absent. In a render they are frozen: what was sent.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let request = http::Request::builder().header("cookie", "theme=dark").body(())?;
    /// let res = Response::<Head>::to(&request);
    /// assert_eq!(res.cookies().get("theme"), Some("dark"));
    /// # let _ = res.no_content();
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn cookies(&self) -> &Cookies {
        &self.cookies
    }

    /// Sets a cookie: the `Set-Cookie` of its name, which replaces one set before.
    ///
    /// # Examples
    /// ```
    /// use cookie::Cookie;
    /// use headfirst::{Head, Response, SetCookie};
    ///
    /// let mut res = Response::<Head>::new();
    /// let token = Cookie::build(("token", "t2")).path("/").secure(true).http_only(true);
    /// res.set_cookie(SetCookie::try_from(token)?);
    /// assert_eq!(res.cookies().get("token"), Some("t2"));
    /// # let _ = res.no_content();
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    ///
    /// In a render the head has left:
    /// ```compile_fail,E0277
    /// use headfirst::{Response, SetCookie, Streaming};
    ///
    /// async fn render(mut page: Response<Streaming>, token: SetCookie) {
    ///     page.set_cookie(token);
    /// }
    /// ```
    pub fn set_cookie(&mut self, cookie: impl Into<SetCookie>) -> &mut Self
    where
        P: CookiesOpen,
    {
        self.cookies.put(cookie.into());
        self
    }

    /// Removes a cookie from the client: a `Set-Cookie` of its name and scope that has expired.
    ///
    /// It is sent whether or not the request had the cookie, and replaces one set before.
    ///
    /// # Examples
    /// ```
    /// use cookie::Cookie;
    /// use headfirst::cookie::RemoveCookie;
    /// use headfirst::{Head, Response};
    ///
    /// let mut res = Response::<Head>::new();
    /// res.remove_cookie(RemoveCookie::try_from(Cookie::build("token").path("/"))?);
    /// assert_eq!(res.cookies().get("token"), None);
    /// # let _ = res.no_content();
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    pub fn remove_cookie(&mut self, cookie: impl Into<RemoveCookie>) -> &mut Self
    where
        P: CookiesOpen,
    {
        self.cookies.put(cookie.into().into_expired());
        self
    }

    /// Sets a cookie, as [`set_cookie`](Self::set_cookie) does, in a chain.
    pub fn with_cookie(mut self, cookie: impl Into<SetCookie>) -> Self
    where
        P: CookiesOpen,
    {
        self.set_cookie(cookie);
        self
    }
}

impl Response<crate::Head> {
    fn from_request_line(method: Method, target: Uri, headers: &http::HeaderMap) -> Self {
        Self {
            line: RequestLine { method, target },
            cookies: Cookies::of_request(headers),
            data: Fields::default(),
        }
    }

    /// Begins the response to a request, with its method, target and cookies.
    ///
    /// On a `HEAD` request every exit sends the head that `GET` would get, and no content.
    pub fn to<B>(request: &Request<B>) -> Self {
        Self::from_request_line(request.method().clone(), request.uri().clone(), request.headers())
    }

    /// Begins the response to the request that these parts are of.
    pub fn to_parts(parts: &http::request::Parts) -> Self {
        Self::from_request_line(parts.method.clone(), parts.uri.clone(), &parts.headers)
    }

    /// Begins a response that knows no request: it has no cookies to read, and answers a `GET`.
    #[allow(
        clippy::new_without_default,
        reason = "with `Default`, `mem::take` would leave an open head behind"
    )]
    pub fn new() -> Self {
        Self { line: RequestLine::default(), cookies: Cookies::default(), data: Fields::default() }
    }
}

impl<P: Phase> fmt::Debug for Response<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("method", &self.line.method)
            .field("target", &self.line.target)
            .field("cookies", &self.cookies)
            .field("data", &self.data)
            .finish()
    }
}
