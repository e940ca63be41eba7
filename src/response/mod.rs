//! The response type and all its methods.
//!
//! All public methods of [`Response`] are in this file, each with the capability that it requires.
//! A compiler message names a method by the module of its `impl`, so a method in a submodule would
//! print a private path. The submodules hold the private parts of the methods, and `crate::phase` the
//! data of the phases.

// The files, in the order of the life of a response:
//
// ```text
// request_line, status, header, redirect   the request line, and the arguments of methods
// cookies, place/                          the cookies, and their destination if the response is dropped
// finish, content_kind                     the end: a head and a body become an `http::Response`
// committed, part                          the head and the writers of a page that is rendered afterwards
// relay                                    the end with the response of another server or library
// middleware, request_changes              the end of a middleware: a call of the handler, or a response
// pending_head, head_defaults, merge       the changes of a middleware to the handler's response
// answered                                 the code of a middleware after the handler
// head_loan                                the message for those who borrow the head
// future, error                            writes and flushes that are awaited; errors as responses
// ```
//
// A method that finishes a response takes the head by `P::into_parts`. It creates the body by
// `full_body` or `forwarded_body`, and ends with `into_response`. These three are in `finish`.

mod answered;
mod committed;
mod content_kind;
mod cookies;
mod error;
mod finish;
mod future;
mod head_defaults;
mod head_loan;
mod header;
mod merge;
mod middleware;
mod part;
mod pending_head;
mod place;
mod redirect;
mod relay;
mod request_changes;
mod request_line;
mod status;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::future::Future;
#[cfg(feature = "stream")]
use std::future::poll_fn;
use std::ops::ControlFlow;
#[cfg(feature = "stream")]
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
#[cfg(feature = "stream")]
use futures_core::Stream;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{
    Extensions, HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, request,
};

use crate::action::revalidate::{Changes, InvalidPath, Revalidate, Revalidation};
use crate::body::{
    Body, Buffer, ChunkBytes, IntoChunk, IntoContent, MIN_ZERO_COPY, RecoverOutput, RecoveryScope,
    RenderError, RenderOutput, ResponseSummary, Trailer, UserValue,
};
use crate::cache_permission::Ticket;
use crate::cookie::{CookieError, Cookies, IntoRemoveCookie, IntoSetCookie};
use crate::events::Events;
use crate::header::cache_control::CacheControl;
use crate::header::{
    HeaderError, IntoHeaderValue, IntoResponseHeaderName, RejectedHeaders, TrailerName,
    content_type,
};
use crate::html::Html;
#[cfg(feature = "axum")]
use crate::integration::axum::IntoAxumResponse;
#[cfg(feature = "tower")]
use crate::phase::data::MiddlewareData;
use crate::phase::data::{ActionData, HeadData, ShellData};
use crate::phase::{Action, Answered, Cacheable, Head, Middleware, Shell, Streaming};
use crate::phase::{
    CanAddParts, CanChangeRequest, CanFlush, CanReadCookies, CanReadStatus, CanRelay,
    CanRevalidate, CanSendBody, CanSendHeadOnly, CanSetCookies, CanSetHeaders, CanSetPageCache,
    CanSetStatus, CanStart, CanWriteBody, Phase,
};

use committed::CommittedHead;
#[cfg(feature = "axum")]
use content_kind::ContentKind;
use header::{checked_name, checked_value};
pub(crate) use place::PlaceGuard;
#[cfg(feature = "tower")]
pub(crate) use place::{CookiePlace, original_target};
use request_changes::HeaderChange;
pub(crate) use request_changes::RequestChanges;
pub(crate) use request_line::RequestLine;
#[cfg(feature = "axum")]
pub(crate) use request_line::mark_axum_route;

#[cfg(feature = "tower")]
pub(crate) use answered::AfterHandlerFuture;
pub(crate) use answered::{AfterHandler, PendingParts};
pub use answered::{Amended, PendingHeadThen};
pub(crate) use cookies::ResponseCookies;
pub use future::{Flush, Writable};
pub(crate) use head_defaults::HeadDefaults;
pub use head_loan::CanLendHead;
pub(crate) use header::{Add, Header};
#[cfg(feature = "tower")]
pub(crate) use middleware::decided;
pub use middleware::{ErrorAnswer, IntoNext, Next};
#[cfg(feature = "tower")]
pub(crate) use pending_head::MiddlewareHead;
pub use pending_head::PendingHead;
pub use redirect::{IntoRedirect, Redirect};
pub use status::IntoStatus;

/// An HTTP response in phase `P`. The phase determines which methods are available.
///
/// A page starts as a [`Response<Head>`](Head) and ends as a plain [`http::Response`]. The only way
/// back to an earlier phase is [`discard`](Self::discard). A response cannot be cloned, has no
/// default, and cannot be split into parts.
///
/// A response is a value, not a handle: it is moved, and no part of it is shared.
///
/// In addition to the head, a `Response<Head>` holds the request line, the cookies and the cache
/// control. On 64-bit targets, it is at most 384 bytes larger than [`http::response::Parts`].
///
/// # Examples
/// ```
/// use headfirst::cookie::CookieError;
/// use headfirst::{Body, CookieDef, Head, Response, cookie_def};
///
/// const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits"));
///
/// fn page<B>(request: &http::Request<B>) -> Result<http::Response<Body>, CookieError> {
///     let mut res = Response::<Head>::for_request(request); // the head is open
///     let visits = res.cookies().get(&VISITS).unwrap_or(0) + 1;
///     res.set_cookie(VISITS.value(visits))?;
///     Ok(res.send(format!("<p>Visit {visits}</p>"))) // the head is complete
/// }
///
/// let request = http::Request::get("/").header("cookie", "visits=7").body(())?;
/// let cookie = "visits=8; Path=/; Secure; HttpOnly; SameSite=Lax";
/// assert_eq!(page(&request)?.headers()["set-cookie"], cookie);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a response that is dropped is never sent"]
pub struct Response<P: Phase> {
    line: RequestLine,
    cookies: ResponseCookies,
    data: P::Data,
}

/// Methods that create a response from a request.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/for_request.md")]
    pub fn for_request<B>(request: &Request<B>) -> Self
    where
        P: CanStart,
    {
        let line = RequestLine::from_request(request);
        Self::answering(line, request.headers(), request.extensions())
    }

    /// Creates the response to a request that was split into [`Parts`](request::Parts).
    ///
    /// This is [`for_request`](Self::for_request) for a request without its body.
    pub fn for_parts(parts: &request::Parts) -> Self
    where
        P: CanStart,
    {
        let line = RequestLine::from_parts(parts);
        Self::answering(line, &parts.headers, &parts.extensions)
    }

    fn answering(line: RequestLine, headers: &HeaderMap, extensions: &Extensions) -> Self
    where
        P: CanStart,
    {
        let cookies = ResponseCookies::for_request(P::cookies(headers), extensions);
        let mut data = P::data(headers);
        P::take_ticket(&mut data, extensions);
        P::add_request(&mut data, (&line.method, &line.target), extensions);
        Self { line, cookies, data }
    }
}

impl Response<Head> {
    /// Creates a response without a request.
    ///
    /// It has no request cookies to read, and assumes the method `GET`. If a server uses it for a
    /// `HEAD` request, the content may be sent, as hyper does over HTTP/2. Use
    /// [`for_request`](Self::for_request) if there is a request.
    ///
    /// The response also has no place to keep its cookies. If it is dropped, they are lost and are
    /// reported to [`on_lost`](crate::cookie::on_lost).
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let res = Response::<Head>::new();
    /// assert_eq!(res.method(), http::Method::GET);
    /// assert_eq!(res.send("pong").headers()["content-length"], "4");
    /// ```
    #[allow(
        clippy::new_without_default,
        reason = "with `Default`, `mem::take` would leave an open head behind"
    )]
    pub fn new() -> Self {
        Self {
            line: RequestLine::default(),
            cookies: ResponseCookies::without_request(),
            data: HeadData::default(),
        }
    }
}

#[cfg(feature = "axum")]
impl<P: Phase> Response<P> {
    /// Returns whether the cookies are still sent if this response is dropped.
    pub(crate) fn has_place(&self) -> bool {
        self.cookies.has_place()
    }
}

/// Methods of every phase, and the cookies of phases that can read them.
impl<P: Phase> Response<P> {
    /// Returns the request's method, or `GET` if there was no request.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.line.method
    }

    /// Returns the request's URI, or `/` if there was no request.
    ///
    /// This is the URI that the handler sees: a nesting router may have removed a prefix from it.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        P::uri(&self.data, &self.line)
    }

    /// Returns the request's cookies, updated with the changes of this response.
    ///
    /// A cookie that was set on this response has its new value here, and a removed cookie is
    /// absent. In a render function, the cookies no longer change: they are the ones that the head
    /// was sent with. An axum handler that only reads cookies can take [`Cookies`](crate::Cookies)
    /// as an argument, without a response.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const THEME: CookieDef = cookie_def!(CookieDef::new("theme"));
    ///
    /// let request = http::Request::get("/").header("cookie", "theme=dark").body(())?;
    /// let mut res = Response::<Head>::for_request(&request);
    /// assert_eq!(res.cookies().get(&THEME), Some("dark"));
    /// res.set_cookie(THEME.value("light"))?;
    /// assert_eq!(res.cookies().get(&THEME), Some("light"));
    /// # let _ = res.no_content();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cookies(&self) -> &Cookies
    where
        P: CanReadCookies,
    {
        let cookies = self.cookies.get();
        P::read_cookies(&self.data, cookies);
        cookies
    }
}

/// Methods that set cookies, the status and headers while the head is open.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/set_cookie.md")]
    pub fn set_cookie(&mut self, cookie: impl IntoSetCookie) -> Result<&mut Self, CookieError>
    where
        P: CanSetCookies,
    {
        self.cookies.get_mut().insert(cookie.into_set_cookie()?)?;
        Ok(self)
    }

    #[doc = include_str!("../../docs/response/remove_cookie.md")]
    pub fn remove_cookie(&mut self, which: impl IntoRemoveCookie) -> Result<&mut Self, CookieError>
    where
        P: CanSetCookies,
    {
        self.cookies.get_mut().insert(which.into_remove_cookie()?.into_expired())?;
        Ok(self)
    }

    /// Sets a cookie like [`set_cookie`](Response::set_cookie), and returns the response for
    /// chaining.
    ///
    /// # Errors
    /// Returns the errors of [`set_cookie`](Response::set_cookie). On an error the response is
    /// dropped. The cookies that were set on it before are sent with the response that answers the
    /// request.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));
    ///
    /// let res = Response::<Head>::new().with_cookie(SEEN.value("1"))?.send("<h1>Orders</h1>");
    /// assert_eq!(res.headers()["set-cookie"], "seen=1; Path=/; Secure; HttpOnly; SameSite=Lax");
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    pub fn with_cookie(mut self, cookie: impl IntoSetCookie) -> Result<Self, CookieError>
    where
        P: CanSetCookies,
    {
        self.set_cookie(cookie)?;
        Ok(self)
    }

    #[doc = include_str!("../../docs/response/move_cookie.md")]
    pub fn move_cookie(
        &mut self,
        from: impl IntoRemoveCookie,
        to: impl IntoSetCookie,
    ) -> Result<&mut Self, CookieError>
    where
        P: CanSetCookies,
    {
        let (from, to) = (from.into_remove_cookie()?.into_expired(), to.into_set_cookie()?);
        self.cookies.get_mut().move_to(from, to)?;
        Ok(self)
    }

    #[doc = include_str!("../../docs/response/drop_with_cookies.md")]
    pub fn drop_with_cookies(self)
    where
        P: CanSetCookies,
    {
        self.cookies.discard();
    }

    /// Returns the status that would be sent now.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    /// use http::StatusCode;
    ///
    /// let mut res = Response::<Head>::new();
    /// assert_eq!(res.status(), StatusCode::OK);
    /// res.set_status(StatusCode::NOT_FOUND);
    /// assert_eq!(res.status(), StatusCode::NOT_FOUND);
    /// # let _ = res.send("");
    /// ```
    #[must_use]
    pub fn status(&self) -> StatusCode
    where
        P: CanReadStatus,
    {
        P::head_data(&self.data).response.status()
    }

    /// Returns the headers that were set on this response.
    ///
    /// Cookies and the cache control that were set on it are not included. After the handler, in a
    /// `Response<Answered>`, the headers of the handler are included.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap
    where
        P: CanSetHeaders,
    {
        P::head_data(&self.data).response.headers()
    }

    #[doc = include_str!("../../docs/response/set_status.md")]
    pub fn set_status(&mut self, status: impl IntoStatus) -> &mut Self
    where
        P: CanSetStatus,
    {
        let head = P::head_data_mut(&mut self.data);
        *head.response.status_mut() = status.into_status();
        head.is_status_set = true;
        self
    }

    /// Sets the status like [`set_status`](Self::set_status), and returns the response for
    /// chaining.
    pub fn with_status(mut self, status: impl IntoStatus) -> Self
    where
        P: CanSetStatus,
    {
        self.set_status(status);
        self
    }

    #[doc = include_str!("../../docs/response/insert_header.md")]
    pub fn insert_header(
        &mut self,
        name: impl IntoResponseHeaderName,
        value: impl IntoHeaderValue,
    ) -> &mut Self
    where
        P: CanSetHeaders,
    {
        P::insert(&mut self.data, name.into_header_name(), value.into_header_value());
        self
    }

    /// Appends a value to a header, after its existing values.
    ///
    /// # Panics
    /// Panics if the response would have more than 24,576 different header names, as
    /// [`HeaderMap::append`] does. [`try_append_header`](Self::try_append_header) returns an error
    /// instead.
    pub fn append_header(
        &mut self,
        name: impl IntoResponseHeaderName,
        value: impl IntoHeaderValue,
    ) -> &mut Self
    where
        P: CanSetHeaders,
    {
        P::append(&mut self.data, name.into_header_name(), value.into_header_value());
        self
    }

    /// Sets a header like [`insert_header`](Self::insert_header), and returns the response for
    /// chaining.
    pub fn with_header(
        mut self,
        name: impl IntoResponseHeaderName,
        value: impl IntoHeaderValue,
    ) -> Self
    where
        P: CanSetHeaders,
    {
        self.insert_header(name, value);
        self
    }

    #[doc = include_str!("../../docs/response/try_insert_header.md")]
    pub fn try_insert_header<N, V>(&mut self, name: N, value: V) -> Result<&mut Self, HeaderError>
    where
        P: CanSetHeaders,
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        P::try_add(&mut self.data, Header::of_response(name, value)?, Add::Insert)?;
        Ok(self)
    }

    /// Appends a value to a header that is known at run time.
    ///
    /// The value is added after the existing values of the header.
    ///
    /// # Errors
    /// Returns the errors of [`try_insert_header`](Self::try_insert_header).
    pub fn try_append_header<N, V>(&mut self, name: N, value: V) -> Result<&mut Self, HeaderError>
    where
        P: CanSetHeaders,
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        P::try_add(&mut self.data, Header::of_response(name, value)?, Add::Append)?;
        Ok(self)
    }

    /// Sets a header like [`try_insert_header`](Self::try_insert_header), for chaining.
    ///
    /// # Errors
    /// Returns the errors of [`try_insert_header`](Self::try_insert_header). On an error the
    /// response is dropped.
    pub fn try_with_header<N, V>(mut self, name: N, value: V) -> Result<Self, HeaderError>
    where
        P: CanSetHeaders,
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.try_insert_header(name, value)?;
        Ok(self)
    }

    #[doc = include_str!("../../docs/response/extend_headers.md")]
    pub fn extend_headers(&mut self, headers: HeaderMap) -> Result<&mut Self, RejectedHeaders>
    where
        P: CanSetHeaders,
    {
        header::extend(headers, |header, how| P::try_add(&mut self.data, header, how))?;
        Ok(self)
    }

    /// Sets `Cache-Control`.
    ///
    /// Defaults to no header, or to `private` if the response sets a cookie.
    pub fn set_cache_control(&mut self, cache_control: CacheControl) -> &mut Self
    where
        P: CanSetHeaders,
    {
        P::head_data_mut(&mut self.data).cache_control = Some(cache_control);
        self
    }

    /// Sets `Cache-Control` like [`set_cache_control`](Self::set_cache_control), for chaining.
    pub fn with_cache_control(mut self, cache_control: CacheControl) -> Self
    where
        P: CanSetHeaders,
    {
        self.set_cache_control(cache_control);
        self
    }
}

/// Methods that prepare the body before the head is sent.
impl<P: Phase> Response<P> {
    /// Sets `Content-Type: text/html; charset=utf-8` and returns the page's [`Html`].
    ///
    /// The [`Html`] opens boundaries in the page.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let mut res = Response::<Head>::new();
    /// res.set_html();
    /// let res = res.send("<h1>Orders</h1>");
    /// assert_eq!(res.headers()["content-type"], "text/html; charset=utf-8");
    /// ```
    pub fn set_html(&mut self) -> Html
    where
        P: CanSetHeaders,
    {
        P::insert(&mut self.data, CONTENT_TYPE, content_type::TEXT_HTML_UTF_8);
        Html::new(P::ticket(&self.data).cloned())
    }

    #[doc = include_str!("../../docs/response/set_event_stream.md")]
    pub fn set_event_stream(&mut self) -> Events
    where
        P: CanSetHeaders,
    {
        const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
        P::insert(&mut self.data, CONTENT_TYPE, content_type::TEXT_EVENT_STREAM);
        P::insert(&mut self.data, X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
        P::head_data_mut(&mut self.data).cache_control = Some(CacheControl::no_store());
        Events::new()
    }

    #[doc = include_str!("../../docs/response/declare_trailer.md")]
    pub fn declare_trailer(&mut self, name: TrailerName) -> Trailer
    where
        P: CanSendBody,
    {
        let hooks = P::head_data_mut(&mut self.data).hooks.get_or_insert_default();
        let name = name.into_header_name();
        if !hooks.trailer_names.is_empty() {
            hooks.trailer_names += ", ";
        }
        hooks.trailer_names += name.as_str();
        hooks.trailers.declare(name)
    }

    #[doc = include_str!("../../docs/response/on_end.md")]
    pub fn on_end(&mut self, then: impl FnOnce(&ResponseSummary) + Send + 'static) -> &mut Self
    where
        P: CanSendBody,
    {
        P::head_data_mut(&mut self.data).hooks.get_or_insert_default().callbacks.add(then);
        self
    }
}

/// Methods that change the request for the handler, and methods that revalidate cached pages.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/set_request_cookie.md")]
    pub fn set_request_cookie(
        &mut self,
        name: impl AsRef<str>,
        value: &str,
    ) -> Result<&mut Self, CookieError>
    where
        P: CanChangeRequest,
    {
        self.cookies.get_mut().override_value(name.as_ref(), value)?;
        Ok(self)
    }

    /// Hides a cookie of the request from the handler.
    ///
    /// The client still has the cookie.
    pub fn remove_request_cookie(&mut self, name: impl AsRef<str>) -> &mut Self
    where
        P: CanChangeRequest,
    {
        self.cookies.get_mut().override_absent(name.as_ref());
        self
    }

    #[doc = include_str!("../../docs/response/insert_request_extension.md")]
    pub fn insert_request_extension<T>(&mut self, value: T) -> &mut Self
    where
        P: CanChangeRequest,
        T: Clone + Send + Sync + 'static,
    {
        P::request_changes(&mut self.data).extensions.insert(value);
        self
    }

    #[doc = include_str!("../../docs/response/insert_request_header.md")]
    pub fn insert_request_header<N, V>(
        &mut self,
        name: N,
        value: V,
    ) -> Result<&mut Self, HeaderError>
    where
        P: CanChangeRequest,
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        let name = checked_name(name)?;
        let value = checked_value(&name, value)?;
        P::request_changes(&mut self.data).change(name, HeaderChange::Insert(value))?;
        Ok(self)
    }

    /// Appends a header to the request that the handler will see.
    ///
    /// The value is added after the existing values of the header.
    ///
    /// # Errors
    /// Returns the errors of [`insert_request_header`](Self::insert_request_header).
    pub fn append_request_header<N, V>(
        &mut self,
        name: N,
        value: V,
    ) -> Result<&mut Self, HeaderError>
    where
        P: CanChangeRequest,
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        let name = checked_name(name)?;
        let value = checked_value(&name, value)?;
        P::request_changes(&mut self.data).change(name, HeaderChange::Append(value))?;
        Ok(self)
    }

    /// Removes all headers with this name from the request that the handler will see.
    ///
    /// # Errors
    /// Returns the errors of [`insert_request_header`](Self::insert_request_header).
    pub fn remove_request_header<N>(&mut self, name: N) -> Result<&mut Self, HeaderError>
    where
        P: CanChangeRequest,
        N: TryInto<HeaderName>,
    {
        P::request_changes(&mut self.data).change(checked_name(name)?, HeaderChange::Remove)?;
        Ok(self)
    }

    #[doc = include_str!("../../docs/response/revalidate_path.md")]
    pub fn revalidate_path(&mut self, path: impl AsRef<str>) -> Result<&mut Self, InvalidPath>
    where
        P: CanRevalidate,
    {
        let path = path.as_ref().parse()?;
        P::revalidations(&mut self.data).add(Revalidation::Path(path));
        Ok(self)
    }

    /// Revalidates the pages of this path and of all paths below it.
    ///
    /// `/blog` also covers `/blog/2026`, but not `/blogs`.
    ///
    /// # Errors
    /// Returns [`InvalidPath`] if the text is not a path.
    pub fn revalidate_path_prefix(
        &mut self,
        path: impl AsRef<str>,
    ) -> Result<&mut Self, InvalidPath>
    where
        P: CanRevalidate,
    {
        let path = path.as_ref().parse()?;
        P::revalidations(&mut self.data).add(Revalidation::PathPrefix(path));
        Ok(self)
    }

    /// Revalidates all pages.
    pub fn revalidate_all(&mut self) -> &mut Self
    where
        P: CanRevalidate,
    {
        P::revalidations(&mut self.data).add(Revalidation::All);
        self
    }

    #[doc = include_str!("../../docs/response/revalidate_tag.md")]
    pub fn revalidate_tag(&mut self, tag: impl Into<Cow<'static, str>>) -> &mut Self
    where
        P: CanRevalidate,
    {
        P::revalidations(&mut self.data).add(Revalidation::Tag(tag.into()));
        self
    }
}

/// Methods that write body bytes, in a shell and in a render function.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/write.md")]
    #[inline]
    pub fn write<'c>(&mut self, chunk: impl IntoChunk<'c>) -> &mut Self
    where
        P: CanWriteBody,
    {
        match chunk.into_chunk().0 {
            ChunkBytes::Borrowed(bytes) => P::copy(&mut self.data, bytes),
            ChunkBytes::Bytes(bytes) if bytes.len() < MIN_ZERO_COPY => {
                copy::<P>(&mut self.data, bytes)
            }
            ChunkBytes::Bytes(bytes) => P::forward(&mut self.data, bytes),
            ChunkBytes::Vec(bytes) if bytes.len() < MIN_ZERO_COPY => {
                copy::<P>(&mut self.data, bytes)
            }
            ChunkBytes::Vec(bytes) => P::forward(&mut self.data, bytes.into()),
        }
        self
    }

    /// Writes formatted text. `write!(page, ..)` calls this method, without an import.
    ///
    /// # Errors
    /// Returns an error if a `Display` or `Debug` implementation fails. Writing itself does not
    /// fail.
    pub fn write_fmt(&mut self, text: fmt::Arguments<'_>) -> fmt::Result
    where
        P: CanWriteBody,
    {
        fmt::Write::write_fmt(self, text)
    }
}

/// Copies bytes from an owned buffer.
///
/// Never inlined: otherwise forwarding a chunk would save registers for this path, and cost a
/// twelfth more.
#[inline(never)]
fn copy<P: CanWriteBody>(data: &mut P::Data, bytes: impl AsRef<[u8]>) {
    P::copy(data, bytes.as_ref());
}

/// Methods of a render function, while the body is being sent.
///
/// A `Response<Streaming>` can be moved to another task. The body then ends when the render
/// function has returned and the response has been dropped. If a panic drops it, the body ends with
/// an error.
impl<P: Phase> Response<P> {
    /// Sends the bytes written so far, and waits until the server has taken them.
    ///
    /// Parts that were opened before have been started when the flush completes. The flush waits
    /// for them to end only if bytes were written after them, or if more than 32 parts are open.
    ///
    /// # Errors
    /// Returns [`Disconnected`](crate::body::Disconnected) if the body was dropped. Only another
    /// task can observe this error, because a render function is dropped with its body.
    ///
    /// # Cancel safety
    /// This method is cancel safe: bytes that were written stay written, and are sent later.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    /// use http_body_util::BodyExt;
    ///
    /// let mut res = Response::<Head>::new().stream(async |mut page| {
    ///     page.write("<h1>Orders</h1>").flush().await?;
    ///     page.write("<p>three orders</p>").await
    /// });
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let frame = res.body_mut().frame().await.ok_or("the body has ended")??;
    /// assert_eq!(frame.into_data().unwrap(), "<h1>Orders</h1>");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn flush(&mut self) -> Flush<'_>
    where
        P: CanFlush,
    {
        Flush { writer: &mut self.data }
    }
}

/// Methods that add parts, boundaries, trailers, meta tags and streams to the body.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/part.md")]
    pub fn part<F, Fut>(&mut self, render: F) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let part = self.part_of(render, None);
        self.data.open_inline(part);
        self
    }

    /// Opens a part like [`part`](Self::part), with a callback that runs if the part fails.
    ///
    /// `recover` writes after all the content that the part has written, including the parts that
    /// it opened: these still complete. The page then continues. The page cache does not store a
    /// page in which a part failed.
    pub fn part_or_else<F, Fut, O>(
        &mut self,
        render: F,
        recover: impl FnOnce(RenderError, &mut Response<Streaming>) -> O + Send + 'static,
    ) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
        O: RecoverOutput,
    {
        let recover = self.recovering(recover);
        let part = self.part_of(render, Some((recover, RecoveryScope::Rest)));
        self.data.open_inline(part);
        self
    }

    #[doc = include_str!("../../docs/response/boundary.md")]
    pub fn boundary<'c, F, Fut>(
        &mut self,
        html: &Html,
        fallback: impl IntoChunk<'c>,
        render: F,
    ) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let part = self.part_of(render, None);
        self.open_boundary(html, fallback.into_chunk(), part)
    }

    /// Opens a boundary like [`boundary`](Self::boundary), with a callback that runs if it fails.
    ///
    /// The content that `recover` writes replaces the fallback, and the page continues. Nothing
    /// that the boundary had written is shown. The page cache does not store a page in which a
    /// boundary failed.
    pub fn boundary_or_else<'c, F, Fut, O>(
        &mut self,
        html: &Html,
        fallback: impl IntoChunk<'c>,
        render: F,
        recover: impl FnOnce(RenderError, &mut Response<Streaming>) -> O + Send + 'static,
    ) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
        O: RecoverOutput,
    {
        let recover = self.recovering(recover);
        let part = self.part_of(render, Some((recover, RecoveryScope::All)));
        self.open_boundary(html, fallback.into_chunk(), part)
    }

    /// Sends a trailer that was declared on the head.
    ///
    /// Trailers are sent after the body, if the body completes. Over HTTP/1.1, hyper sends them
    /// only to a client whose request has `TE: trailers`.
    pub fn send_trailer(&mut self, trailer: Trailer, value: impl IntoHeaderValue) -> &mut Self
    where
        P: CanAddParts,
    {
        trailer.send(value.into_header_value());
        self
    }

    /// Writes a `<meta>` refresh that redirects the browser after the status was sent.
    ///
    /// A client that does not render the page, such as a crawler or a program, sees a page with the
    /// status that was sent. While the head is open, use [`redirect`](Self::redirect) instead. The
    /// page cache does not store the page.
    pub fn write_meta_refresh(&mut self, _html: &Html, location: &str) -> &mut Self
    where
        P: CanAddParts,
    {
        self.cookies.ticket().into_iter().for_each(Ticket::void);
        self.write(r#"<meta http-equiv="refresh" content="0;url="#);
        // A URL parser removes these characters. They would hide a leading quote from the next
        // check.
        let location = location.trim_matches(|c| c <= ' ');
        // HTML, shared declarative refresh steps: "Skip quotes: If the code point in input pointed
        // to by position is U+0027 APOSTROPHE (') or U+0022 QUOTATION MARK ("), then let quote be
        // that code point". No scheme begins with one, so this is the same relative URL.
        if location.starts_with(['\'', '"']) {
            self.write("./");
        }
        for c in location.chars() {
            match c {
                '&' => self.write("&amp;"),
                '"' => self.write("&quot;"),
                '<' => self.write("&lt;"),
                // An HTML parser would replace this character.
                '\0' => self.write("%00"),
                _ => self.write(&*c.encode_utf8(&mut [0; 4])),
            };
        }
        self.write(r#"">"#)
    }

    /// Writes a `<meta>` that keeps crawlers from indexing the page.
    ///
    /// Use it if the render function finds that the page does not exist, after the status was sent.
    /// While the head is open, use [`set_status`](Self::set_status) instead. The page cache does
    /// not store the page.
    pub fn write_meta_noindex(&mut self, _html: &Html) -> &mut Self
    where
        P: CanAddParts,
    {
        self.cookies.ticket().into_iter().for_each(Ticket::void);
        self.write(r#"<meta name="robots" content="noindex">"#)
    }

    /// Writes the chunks of a stream, as fast as the client reads them.
    ///
    /// To forward a body with nothing of a page around it, use [`send_body`](Response::send_body).
    /// For the opposite direction, `http_body_util::BodyDataStream` turns a [`Body`](crate::Body)
    /// into a stream.
    ///
    /// # Errors
    /// Returns the first error of the stream, or an error if the body was dropped.
    ///
    /// # Examples
    /// ```
    /// use futures_util::stream;
    /// use headfirst::{Head, Response};
    ///
    /// let chunks = stream::iter(["<h1>", "Orders", "</h1>"].map(Ok::<_, std::io::Error>));
    /// let res = Response::<Head>::new().stream(async |mut page| page.write_stream(chunks).await);
    /// # let _ = res;
    /// ```
    #[cfg(feature = "stream")]
    pub async fn write_stream<C, E>(
        &mut self,
        chunks: impl Stream<Item = Result<C, E>>,
    ) -> Result<(), Box<dyn Error + Send + Sync>>
    where
        P: CanFlush,
        C: IntoChunk<'static>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let mut chunks = pin!(chunks);
        while let Some(chunk) = poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            self.write(chunk.map_err(Into::into)?).await?;
        }
        Ok(())
    }
}

/// Methods that finish the response, without content or with a streamed body.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/redirect.md")]
    #[track_caller]
    pub fn redirect(mut self, redirect: impl IntoRedirect) -> http::Response<Body>
    where
        P: CanSendHeadOnly,
    {
        let Redirect { status, location } = redirect.into_redirect();
        P::head_data_mut(&mut self.data).response.headers_mut().insert(LOCATION, location);
        self.send_head_only(status)
    }

    /// Sends a 204 (No Content) response.
    ///
    /// `Head → http::Response`, without content and without `Content-Length`.
    #[track_caller]
    pub fn no_content(self) -> http::Response<Body>
    where
        P: CanSendHeadOnly,
    {
        self.send_head_only(StatusCode::NO_CONTENT)
    }

    /// Sends a 304 (Not Modified) response: the copy that the client has stored is still current.
    ///
    /// `Head → http::Response`, without content and without `Content-Length`. Set the `ETag`,
    /// `Cache-Control`, `Expires` and `Vary` that a 200 response would have had
    /// ([RFC 9110 §15.4.5](https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5)).
    #[track_caller]
    pub fn not_modified(self) -> http::Response<Body>
    where
        P: CanSendHeadOnly,
    {
        self.send_head_only(StatusCode::NOT_MODIFIED)
    }

    #[track_caller]
    fn send_head_only(mut self, status: StatusCode) -> http::Response<Body>
    where
        P: CanSendHeadOnly,
    {
        let line = P::request_line(&self.data, self.line);
        let mut head = P::into_head_data(self.data);
        *head.response.status_mut() = status;
        let body = head.full_body(&line, Bytes::new());
        head.into_response(&mut self.cookies, body)
    }

    #[doc = include_str!("../../docs/response/stream.md")]
    #[track_caller]
    pub fn stream<F, Fut>(self, render: F) -> http::Response<Body>
    where
        P: CanSendBody,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        match CommittedHead::new(self) {
            ControlFlow::Continue((committed, page)) => {
                committed.into_response(Box::pin(async move { render(page).await }))
            }
            ControlFlow::Break(response) => {
                // A panic in the destructor of `render` must not become a panic of the handler.
                drop(UserValue::new(render));
                response
            }
        }
    }
}

/// Methods that forward an existing body or response.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/send_body.md")]
    #[track_caller]
    pub fn send_body<B>(mut self, body: B) -> http::Response<Body>
    where
        P: CanSendBody,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (mut head, first) = P::into_parts(self.data);
        let shell = first.len();
        let body = head.forwarded_body(&self.line, (shell, Body::forwarded(first, body, None)));
        head.into_response(&mut self.cookies, body)
    }

    #[doc = include_str!("../../docs/response/relay.md")]
    #[track_caller]
    pub fn relay<B>(self, answer: http::Response<B>) -> http::Response<Body>
    where
        P: CanRelay,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let line = P::request_line(&self.data, self.line);
        let (mut parts, body) = answer.into_parts();
        let (head, shell) = P::into_parts(self.data);
        let len = relay::declared_length(&mut parts.headers);
        let content = (shell.len(), Body::forwarded(shell, body, len));
        head.into_relayed_response(&line, self.cookies, parts, content)
    }

    #[doc = include_str!("../../docs/response/respond.md")]
    #[cfg(feature = "axum")]
    #[track_caller]
    pub fn respond(self, answer: impl IntoAxumResponse) -> http::Response<Body>
    where
        P: CanRelay,
    {
        self.relay(answer.__answer())
    }
}

/// Methods of other responses that never apply. They exist for the message of [`CanLendHead`].
impl<P: Phase> Response<P> {
    #[doc(hidden)]
    pub fn headers_mut(&mut self) -> &mut HeaderMap
    where
        P: CanLendHead,
    {
        P::headers_mut(&mut self.data)
    }

    #[doc(hidden)]
    pub fn status_mut(&mut self) -> &mut StatusCode
    where
        P: CanLendHead,
    {
        P::status_mut(&mut self.data)
    }
}

/// A response whose head is open and whose body has not started.
impl Response<Head> {
    /// Sends a body that is complete in memory.
    ///
    /// `Head → http::Response`, with `Content-Length` unless the status has no content. No
    /// `Content-Type` is derived from the body: see [`set_html`](Response::set_html) and
    /// [`content_type`](crate::header::content_type).
    ///
    /// # Examples
    /// ```
    /// use headfirst::header::{CONTENT_TYPE, content_type};
    /// use headfirst::{Head, Response};
    ///
    /// let res = Response::<Head>::new().with_header(CONTENT_TYPE, content_type::APPLICATION_JSON);
    /// let res = res.send(r#"["milk"]"#);
    /// assert_eq!(res.headers()["content-type"], "application/json");
    /// assert_eq!(res.headers()["content-length"], "8");
    /// ```
    #[track_caller]
    pub fn send<By>(mut self, body: impl IntoContent<By>) -> http::Response<Body> {
        let body = self.data.full_body(&self.line, body.into_content());
        self.data.into_response(&mut self.cookies, body)
    }

    /// Opens a shell: body bytes can be written and are buffered until the head is sent.
    ///
    /// `Head → Shell`. A response without content can no longer be sent, until
    /// [`discard`](Response::discard) returns to the head.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    ///
    /// const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));
    ///
    /// let mut shell = Response::<Head>::new().shell();
    /// shell.write("<h1>Orders</h1>"); // buffered
    /// shell.set_cookie(SEEN.value("1"))?;
    /// let res = shell.stream(async |mut page| page.write("<p>three orders</p>").await);
    /// assert!(res.headers().contains_key("set-cookie"));
    /// # Ok::<(), headfirst::cookie::CookieError>(())
    /// ```
    pub fn shell(self) -> Response<Shell> {
        let data = ShellData { head: self.data, body: Buffer::default() };
        Response { line: self.line, cookies: self.cookies, data }
    }
}

/// A response whose head is open and whose first body bytes are buffered.
///
/// Render everything that needs no waiting into the shell; that code can still set cookies. No byte
/// is sent until [`stream`](Response::stream) or [`send`](Response::send) sends the head.
impl Response<Shell> {
    /// Sends the bytes that were written, as the complete body.
    ///
    /// `Shell → http::Response`, with `Content-Length` unless the status has no content.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let mut shell = Response::<Head>::new().shell();
    /// shell.write("<h1>Orders</h1>").write("<p>three orders</p>");
    /// assert_eq!(shell.send().headers()["content-length"], "34");
    /// ```
    #[track_caller]
    pub fn send(mut self) -> http::Response<Body> {
        let ShellData { mut head, body } = self.data;
        let body = head.full_body(&self.line, body.into_bytes());
        head.into_response(&mut self.cookies, body)
    }

    #[doc = include_str!("../../docs/response/discard.md")]
    pub fn discard(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.head }
    }
}

/// A response in middleware, before the handler runs.
///
/// Headers and cookies set here are merged into the handler's response, whichever response that is.
/// The handler sees the cookies as the client will have them.
///
/// Middleware ends with [`next`](Self::next), with [`next_then`](Self::next_then), or with a
/// response of its own.
impl Response<Middleware> {
    /// Creates the response to a complete request.
    #[cfg(feature = "tower")]
    #[inline(always)]
    pub(crate) fn in_middleware(request: request::Parts, place: &PlaceGuard) -> Self {
        let data = MiddlewareData::new(request);
        let method = data.request.method.clone();
        // The rest of the line stays in the request until this middleware answers.
        let line = RequestLine { method, ..RequestLine::default() };
        Self { line, cookies: place.response_cookies(), data }
    }

    /// Returns the headers of the request, as the client sent them.
    #[must_use]
    pub fn request_headers(&self) -> &HeaderMap {
        &self.data.request.headers
    }

    /// Returns the extensions of the request, as this middleware received them.
    ///
    /// They include the values that outer middleware inserted.
    #[must_use]
    pub fn request_extensions(&self) -> &Extensions {
        &self.data.request.extensions
    }

    #[inline(always)]
    fn pending(mut self) -> PendingHead {
        if self.cookies.get().has_changes() {
            self.cookies.get().read(&self.data.request.headers);
        }
        self.cookies.become_defaults();
        PendingHead { cookies: self.cookies, data: self.data }
    }

    #[doc = include_str!("../../docs/response/next.md")]
    #[inline(always)]
    pub fn next(self) -> Next {
        Next::Continue(self.pending())
    }

    #[doc = include_str!("../../docs/response/next_then.md")]
    pub fn next_then<F, Fut, By>(self, then: F) -> Next
    where
        F: FnOnce(Response<Answered>) -> Fut + Send + 'static,
        Fut: Future<Output: Amended<By>> + Send + 'static,
    {
        self.cookies.get().read(&self.data.request.headers);
        let (line, after_handler) = (self.data.request_line(), AfterHandler::new(then));
        Next::ContinueThen(PendingHeadThen {
            parts: Box::new(PendingParts { pending: self.pending(), line, after_handler }),
        })
    }

    #[doc = include_str!("../../docs/response/run.md")]
    #[cfg(feature = "axum")]
    pub async fn run(
        self,
        mut request: axum::extract::Request,
        next: axum::middleware::Next,
    ) -> Response<Answered> {
        let line = self.data.request_line();
        self.cookies.get().read(&self.data.request.headers);
        let pending = self.pending();
        let cookies = pending.cookies.without_changes();
        pending.rewrite(&mut request);
        let place = PlaceGuard::attach(&mut request);
        let head = pending.into_middleware_head(&place);
        let mut answer = next.run(request).await;
        place.merge(Some(head), &mut answer);
        let cookies = cookies.with_answer(answer.headers(), line.uri());
        let content = ContentKind::of(&http::Method::GET, answer.status());
        let body = |body| match content {
            // Not the body of the handler, which has already told its length to a caller.
            ContentKind::None => content.empty_body(&line),
            _ => Body::forwarded(Bytes::new(), body, None),
        };
        let answer = answer.map(body);
        Response::from_answer(line, cookies, answer)
    }

    /// Skips the handler, and returns the head of the response to send instead.
    ///
    /// `Middleware → Head`: the handler does not see the request.
    pub fn skip_handler(mut self) -> Response<Head> {
        self.line = self.data.request_line();
        self.cookies.get().read(&self.data.request.headers);
        Response { line: self.line, cookies: self.cookies, data: self.data.into_head_data() }
    }

    /// Skips the handler, and sends a body that is complete in memory.
    ///
    /// `Middleware → http::Response`. This is [`skip_handler`](Self::skip_handler), and then `send`.
    #[track_caller]
    pub fn send<By>(self, body: impl IntoContent<By>) -> http::Response<Body> {
        self.skip_handler().send(body)
    }
}

/// A response to a client interaction, created by [`ActionGuard`](crate::ActionGuard).
///
/// A function that must not run while a page is rendered is an action: it takes `&mut Response<P>`
/// with `P:` [`CanAct`](crate::CanAct). Calling it from a page is a compile error that names the
/// fix.
impl Response<Action> {
    pub(crate) fn begin(
        line: RequestLine,
        headers: &HeaderMap,
        extensions: &Extensions,
        to: Arc<dyn Revalidate>,
    ) -> Self {
        Ticket::make_private_in(extensions);
        Self {
            line,
            cookies: ResponseCookies::for_request(Cookies::from_headers(headers), extensions),
            data: ActionData { head: HeadData::default(), revalidations: Changes::new(to) },
        }
    }

    #[doc = include_str!("../../docs/response/into_head.md")]
    pub fn into_head(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.into_head_data() }
    }

    /// Sends a body that is complete in memory.
    ///
    /// `Action → http::Response`. This is [`into_head`](Self::into_head), and then `send`.
    #[track_caller]
    pub fn send<By>(self, body: impl IntoContent<By>) -> http::Response<Body> {
        self.into_head().send(body)
    }
}

/// Methods that set how the page cache stores the page.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/add_tag.md")]
    pub fn add_tag(&mut self, tag: impl Into<Cow<'static, str>>) -> &mut Self
    where
        P: CanSetPageCache,
    {
        self.data.tags.push(tag.into());
        self
    }

    /// Sets how long the page cache may store the page.
    ///
    /// Defaults to no limit: the page is stored until it is revalidated or evicted. A shorter
    /// lifetime in the response takes precedence: `s-maxage`, then `max-age`, then `Expires`. This
    /// sends no `Cache-Control`, so it does not limit other caches.
    pub fn keep_for(&mut self, max_age: Duration) -> &mut Self
    where
        P: CanSetPageCache,
    {
        self.data.max_age = Some(max_age);
        self
    }
}

#[doc = include_str!("../../docs/response/cacheable.md")]
impl Response<Cacheable> {
    /// Sends a body that is complete in memory.
    ///
    /// `Cacheable → http::Response`, with `Content-Length` unless the status has no content.
    #[track_caller]
    pub fn send<By>(mut self, body: impl IntoContent<By>) -> http::Response<Body> {
        let mut head = self.data.into_head_data();
        let body = head.full_body(&self.line, body.into_content());
        head.into_response(&mut self.cookies, body)
    }
}
