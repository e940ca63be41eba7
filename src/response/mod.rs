//! The response, and all its operations.
//!
//! All public methods of [`Response`] are in this file, each with the capability that it needs. A compiler message
//! names a method by the module of its `impl`, so methods in a submodule would print its private path. The submodules
//! hold the data of the phases, and the parts of the methods that no message names.

mod answered;
mod before;
mod committed;
mod exit;
mod fields;
mod future;
mod handed;
mod head;
mod header;
mod jar;
mod merge;
mod middleware;
mod part;
mod place;
mod redirect;
mod relay;
mod spare;
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

use crate::body::{
    Body, Buffer, Foreign, IntoChunk, IntoContent, Octets, PASSED, RenderError, RenderOutput,
    Replaces, ResponseSummary, Trailer,
};
use crate::cache::{CacheControl, Ticket};
use crate::cookie::{CookieError, Cookies, IntoRemoveCookie, IntoSetCookie};
use crate::events::Events;
use crate::header::{
    HeaderError, IntoHeaderValue, IntoResponseHeaderName, RejectedHeaders, TrailerName,
    content_type,
};
use crate::html::Html;
use crate::phase::{Action, Answered, Cacheable, Head, Middleware, Shell, Streaming};
use crate::phase::{
    CanAddParts, CanChangeRequest, CanFlush, CanReadCookies, CanReadStatus, CanRelay,
    CanRevalidate, CanSendBody, CanSendHeadOnly, CanSetCookies, CanSetHeaders, CanSetPageCache,
    CanSetStatus, CanStart, CanWriteBody, Phase,
};
use crate::revalidate::{Changes, InvalidPath, Revalidate, Revalidation};

use committed::Committed;
pub(crate) use head::RequestLine;
pub(crate) use jar::Jar;
pub(crate) use place::Lent;
#[cfg(feature = "tower")]
pub(crate) use place::Place;
#[cfg(feature = "tower")]
pub(crate) use place::original_target;

#[cfg(feature = "tower")]
pub(crate) use answered::StageFuture;
pub use answered::{Amended, PendingHeadThen};
pub(crate) use answered::{AnsweredData, Stage, Then};
pub(crate) use before::Before;
pub(crate) use fields::{Fields, Kept, Performed, ShellData};
pub use future::{Flush, Writable};
use handed::Change;
pub(crate) use handed::Handed;
pub(crate) use header::{Add, Header};
use header::{checked_name, checked_value};
pub use middleware::{ErrorAnswer, IntoNext, Next, PendingHead};
#[cfg(feature = "tower")]
pub(crate) use middleware::{Outward, decided};
pub use redirect::{IntoRedirect, Redirect};
pub use status::IntoStatus;

/// A response in the phase `P`, which decides what may be done with it.
///
/// A page begins as a [`Response<Head>`](Head) and ends as a plain [`http::Response`]. There is no way
/// back from a later phase to an earlier one except [`discard`](Self::discard), and a response is
/// never cloned, defaulted or taken apart.
///
/// It is a value, not a handle: it is moved, and nothing of it is shared. On targets of 64 bits a
/// `Response<Head>` is at most 384 octets larger than [`http::response::Parts`], for the request line,
/// the cookies and the cache control.
#[must_use = "a response that is dropped is never sent"]
pub struct Response<P: Phase> {
    line: RequestLine,
    cookies: Jar,
    data: P::Data,
}

/// How a response starts.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/for_request.md")]
    pub fn for_request<B>(request: &Request<B>) -> Self
    where
        P: CanStart,
    {
        let line = RequestLine::of(request);
        Self::answering(line, request.headers(), request.extensions())
    }

    /// Creates the response to the request of these parts, as [`for_request`](Self::for_request) does.
    pub fn for_parts(parts: &request::Parts) -> Self
    where
        P: CanStart,
    {
        let line = RequestLine::of_parts(parts);
        Self::answering(line, &parts.headers, &parts.extensions)
    }

    fn answering(line: RequestLine, headers: &HeaderMap, extensions: &Extensions) -> Self
    where
        P: CanStart,
    {
        let cookies = Jar::open(P::cookies(headers), extensions);
        let mut data = P::data(headers);
        P::take_ticket(&mut data, extensions);
        P::add_request(&mut data, (&line.method, &line.target), extensions);
        Self { line, cookies, data }
    }
}

impl Response<Head> {
    /// Creates a response without a request.
    ///
    /// It has no request cookies to read, and assumes a `GET`. If a server uses it for a `HEAD`,
    /// the content may be sent, as hyper does over HTTP/2. Use [`for_request`](Self::for_request)
    /// if there is a request.
    ///
    /// The response also has no place for its cookies. If it is dropped, they are lost and are
    /// reported to [`on_lost`](crate::cookie::on_lost).
    #[allow(
        clippy::new_without_default,
        reason = "with `Default`, `mem::take` would leave an open head behind"
    )]
    pub fn new() -> Self {
        Self {
            line: RequestLine::default(),
            cookies: Jar::of_no_request(),
            data: Fields::default(),
        }
    }
}

#[cfg(feature = "axum")]
impl<P: Phase> Response<P> {
    /// Whether the cookies go anywhere, should this be dropped.
    pub(crate) fn has_place(&self) -> bool {
        self.cookies.has_place()
    }
}

/// In every phase.
impl<P: Phase> Response<P> {
    /// Returns the method of the request; `GET` when the response was made without one.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.line.method
    }

    /// Returns the target of the request; `/` when the response was made without one.
    ///
    /// It is the one that the handler sees: a router that nests may have cut its prefix off.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        P::target(&self.data, &self.line)
    }

    #[doc = include_str!("../../docs/response/cookies.md")]
    #[must_use]
    pub fn cookies(&self) -> &Cookies
    where
        P: CanReadCookies,
    {
        let cookies = self.cookies.get();
        P::read(&self.data, cookies);
        cookies
    }
}

/// While the head is open.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/set_cookie.md")]
    pub fn set_cookie(&mut self, cookie: impl IntoSetCookie) -> Result<&mut Self, CookieError>
    where
        P: CanSetCookies,
    {
        self.cookies.get_mut().put(cookie.into_set_cookie()?)?;
        Ok(self)
    }

    #[doc = include_str!("../../docs/response/remove_cookie.md")]
    pub fn remove_cookie(&mut self, which: impl IntoRemoveCookie) -> Result<&mut Self, CookieError>
    where
        P: CanSetCookies,
    {
        self.cookies.get_mut().put(which.into_remove_cookie()?.into_expired())?;
        Ok(self)
    }

    #[doc = include_str!("../../docs/response/with_cookie.md")]
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
        self.cookies.forget();
    }

    /// Returns the status as it would be sent now.
    #[must_use]
    pub fn status(&self) -> StatusCode
    where
        P: CanReadStatus,
    {
        P::fields(&self.data).head.status()
    }

    /// Returns the header fields that were set here so far, without cookies and cache control.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap
    where
        P: CanSetHeaders,
    {
        P::fields(&self.data).head.headers()
    }

    #[doc = include_str!("../../docs/response/set_status.md")]
    pub fn set_status(&mut self, status: impl IntoStatus) -> &mut Self
    where
        P: CanSetStatus,
    {
        let fields = P::fields_mut(&mut self.data);
        *fields.head.status_mut() = status.into_status();
        fields.is_status_set = true;
        self
    }

    /// Sets the status, as [`set_status`](Self::set_status) does, in a chain.
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

    #[doc = include_str!("../../docs/response/append_header.md")]
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

    /// Sets a header, as [`insert_header`](Self::insert_header) does, in a chain.
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

    /// Adds a value to a header that is known at run time, after those it has.
    ///
    /// # Errors
    /// Those of [`try_insert_header`](Self::try_insert_header).
    pub fn try_append_header<N, V>(&mut self, name: N, value: V) -> Result<&mut Self, HeaderError>
    where
        P: CanSetHeaders,
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        P::try_add(&mut self.data, Header::of_response(name, value)?, Add::Append)?;
        Ok(self)
    }

    /// Sets a header that is known at run time, in a chain.
    ///
    /// # Errors
    /// Those of [`try_insert_header`](Self::try_insert_header).
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

    /// Says what caches may do; without it, they decide, and keep what sets a cookie private.
    pub fn set_cache_control(&mut self, cache_control: CacheControl) -> &mut Self
    where
        P: CanSetHeaders,
    {
        P::fields_mut(&mut self.data).cache_control = Some(cache_control);
        self
    }

    /// Says what caches may do, as [`set_cache_control`](Self::set_cache_control), in a chain.
    pub fn with_cache_control(mut self, cache_control: CacheControl) -> Self
    where
        P: CanSetHeaders,
    {
        self.set_cache_control(cache_control);
        self
    }
}

/// Planning what comes after the head.
impl<P: Phase> Response<P> {
    /// Sets `Content-Type: text/html; charset=utf-8`, and returns what opens boundaries in the page.
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
        P::fields_mut(&mut self.data).cache_control = Some(CacheControl::no_store());
        Events::new()
    }

    #[doc = include_str!("../../docs/response/declare_trailer.md")]
    pub fn declare_trailer(&mut self, name: TrailerName) -> Trailer
    where
        P: CanSendBody,
    {
        let plan = P::fields_mut(&mut self.data).plan.get_or_insert_default();
        let name = name.into_header_name();
        if !plan.trailer_names.is_empty() {
            plan.trailer_names += ", ";
        }
        plan.trailer_names += name.as_str();
        plan.trailers.declare(name)
    }

    #[doc = include_str!("../../docs/response/on_end.md")]
    pub fn on_end(&mut self, then: impl FnOnce(&ResponseSummary) + Send + 'static) -> &mut Self
    where
        P: CanSendBody,
    {
        P::fields_mut(&mut self.data).plan.get_or_insert_default().watchers.add(then);
        self
    }
}

/// Telling others: the handler what the request has, and caches what has changed.
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
        self.cookies.get_mut().show(name.as_ref(), value)?;
        Ok(self)
    }

    /// Hides a cookie of the request from the handler; the client keeps it.
    pub fn remove_request_cookie(&mut self, name: impl AsRef<str>) -> &mut Self
    where
        P: CanChangeRequest,
    {
        self.cookies.get_mut().hide(name.as_ref());
        self
    }

    #[doc = include_str!("../../docs/response/insert_request_extension.md")]
    pub fn insert_request_extension<T>(&mut self, value: T) -> &mut Self
    where
        P: CanChangeRequest,
        T: Clone + Send + Sync + 'static,
    {
        P::handed(&mut self.data).extensions.insert(value);
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
        P::handed(&mut self.data).change(name, Change::Insert(value))?;
        Ok(self)
    }

    /// Adds a header to the request that the handler will see, after those of its name.
    ///
    /// # Errors
    /// Those of [`insert_request_header`](Self::insert_request_header).
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
        P::handed(&mut self.data).change(name, Change::Append(value))?;
        Ok(self)
    }

    /// Removes the headers of a name from the request that the handler will see.
    ///
    /// # Errors
    /// Those of [`insert_request_header`](Self::insert_request_header).
    pub fn remove_request_header<N>(&mut self, name: N) -> Result<&mut Self, HeaderError>
    where
        P: CanChangeRequest,
        N: TryInto<HeaderName>,
    {
        P::handed(&mut self.data).change(checked_name(name)?, Change::Remove)?;
        Ok(self)
    }

    #[doc = include_str!("../../docs/response/revalidate_path.md")]
    pub fn revalidate_path(&mut self, path: impl AsRef<str>) -> Result<&mut Self, InvalidPath>
    where
        P: CanRevalidate,
    {
        let path = path.as_ref().parse()?;
        P::changes(&mut self.data).add(Revalidation::Path(path));
        Ok(self)
    }

    /// Revalidates the pages of this path and of all paths below it.
    ///
    /// `/blog` also covers `/blog/2026`, and not `/blogs`.
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
        P::changes(&mut self.data).add(Revalidation::PathPrefix(path));
        Ok(self)
    }

    /// Revalidates all pages.
    pub fn revalidate_all(&mut self) -> &mut Self
    where
        P: CanRevalidate,
    {
        P::changes(&mut self.data).add(Revalidation::All);
        self
    }

    /// Says that the pages with this tag are out of date, as
    /// [`revalidate_path`](Self::revalidate_path) does for a path.
    pub fn revalidate_tag(&mut self, tag: impl Into<Cow<'static, str>>) -> &mut Self
    where
        P: CanRevalidate,
    {
        P::changes(&mut self.data).add(Revalidation::Tag(tag.into()));
        self
    }
}

/// Writing the body.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/write.md")]
    #[inline]
    pub fn write<'c>(&mut self, chunk: impl IntoChunk<'c>) -> &mut Self
    where
        P: CanWriteBody,
    {
        match chunk.into_chunk().0 {
            Octets::Borrowed(octets) => P::copy(&mut self.data, octets),
            Octets::Bytes(octets) if octets.len() < PASSED => copy::<P>(&mut self.data, octets),
            Octets::Bytes(octets) => P::pass(&mut self.data, octets),
            Octets::Vec(octets) if octets.len() < PASSED => copy::<P>(&mut self.data, octets),
            Octets::Vec(octets) => P::pass(&mut self.data, octets.into()),
        }
        self
    }

    /// Writes formatted text: what `write!(page, ..)` calls, without an import.
    ///
    /// # Errors
    /// Returns the error of a `Display` or `Debug` that fails; writing itself does not.
    pub fn write_fmt(&mut self, text: fmt::Arguments<'_>) -> fmt::Result
    where
        P: CanWriteBody,
    {
        fmt::Write::write_fmt(self, text)
    }
}

/// Copies octets that somebody owns.
///
/// Inlined never: what is passed on would then save registers for it, and be a twelfth dearer.
#[inline(never)]
fn copy<P: CanWriteBody>(data: &mut P::Data, octets: impl AsRef<[u8]>) {
    P::copy(data, octets.as_ref());
}

/// While the body is being sent, in a render function.
///
/// A `Response<Streaming>` can be moved to another task. The body then ends when the render function has
/// returned and the response has been dropped. If a panic drops it, the body ends with an error.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/flush.md")]
    pub fn flush(&mut self) -> Flush<'_>
    where
        P: CanFlush,
    {
        Flush { writer: &mut self.data }
    }
}

/// Parts: Suspense boundaries, and content that stands where it was opened.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/part.md")]
    pub fn part<F, Fut>(&mut self, render: F) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let part = self.part_of(render, None);
        self.data.open_here(part);
        self
    }

    /// Opens a part as [`part`](Self::part) does; if it fails, this is rendered after everything that it has
    /// written, and the page goes on.
    ///
    /// The parts that it has opened go on too, and stand before what is rendered here. The page cache does not
    /// store a page of which a part has failed.
    pub fn part_or_else<F, Fut>(
        &mut self,
        render: F,
        recover: impl FnOnce(RenderError, &mut Response<Streaming>) + Send + 'static,
    ) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let recover = self.recovering(recover);
        let part = self.part_of(render, Some((recover, Replaces::TheRest)));
        self.data.open_here(part);
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

    /// Opens a boundary as [`boundary`](Self::boundary) does; if it fails, this is rendered in its place,
    /// and the page goes on. Nothing that the boundary has written is shown. The page cache does not store a
    /// page of which a boundary has failed.
    pub fn boundary_or_else<'c, F, Fut>(
        &mut self,
        html: &Html,
        fallback: impl IntoChunk<'c>,
        render: F,
        recover: impl FnOnce(RenderError, &mut Response<Streaming>) + Send + 'static,
    ) -> &mut Self
    where
        P: CanAddParts,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let recover = self.recovering(recover);
        let part = self.part_of(render, Some((recover, Replaces::All)));
        self.open_boundary(html, fallback.into_chunk(), part)
    }

    /// Sends a trailer that the head has declared.
    ///
    /// It comes after the body, where the body is complete. On HTTP/1.1 hyper sends it to a client that
    /// said `TE: trailers`, and to no other.
    pub fn send_trailer(&mut self, trailer: Trailer, value: impl IntoHeaderValue) -> &mut Self
    where
        P: CanAddParts,
    {
        trailer.send(value.into_header_value());
        self
    }

    /// Leads the browser elsewhere although the status has left: by a `<meta>` in the markup.
    ///
    /// A client that does not render the page, such as a crawler or a program, sees a page with the
    /// status that was sent. Where the head is open, use [`redirect`](Self::redirect).
    /// The page cache does not store the page.
    pub fn write_meta_refresh(&mut self, _html: &Html, location: &str) -> &mut Self
    where
        P: CanAddParts,
    {
        self.cookies.ticket().into_iter().for_each(Ticket::void);
        self.write(r#"<meta http-equiv="refresh" content="0;url="#);
        // What a URL parser removes anyway, and so it hides no quote from the next line.
        let location = location.trim_matches(|c| c <= ' ');
        // HTML, shared declarative refresh steps: "Skip quotes: If the code point in input pointed to by
        // position is U+0027 APOSTROPHE (') or U+0022 QUOTATION MARK ("), then let quote be that code
        // point". No scheme begins with one, so this is the same relative URL.
        if location.starts_with(['\'', '"']) {
            self.write("./");
        }
        for c in location.chars() {
            match c {
                '&' => self.write("&amp;"),
                '"' => self.write("&quot;"),
                '<' => self.write("&lt;"),
                // A parser of HTML would replace it.
                '\0' => self.write("%00"),
                _ => self.write(&*c.encode_utf8(&mut [0; 4])),
            };
        }
        self.write(r#"">"#)
    }

    /// Keeps crawlers from listing a page that turned out not to be there although the status has
    /// left: by a `<meta>` in the markup.
    ///
    /// Where the head is open, use [`set_status`](Self::set_status). The page cache does not store the page.
    pub fn write_meta_noindex(&mut self, _html: &Html) -> &mut Self
    where
        P: CanAddParts,
    {
        self.cookies.ticket().into_iter().for_each(Ticket::void);
        self.write(r#"<meta name="robots" content="noindex">"#)
    }

    /// Writes what a stream yields, as fast as the client takes it.
    ///
    /// A body that has nothing of a page around it is passed on by [`send_body`](Response::send_body).
    /// The other way round, `http_body_util::BodyDataStream` makes a stream of a [`Body`](crate::Body).
    ///
    /// # Errors
    /// Returns the first error of the stream, or that the body was dropped.
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

/// Answering with a head alone.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/redirect.md")]
    #[track_caller]
    pub fn redirect(mut self, redirect: impl IntoRedirect) -> http::Response<Body>
    where
        P: CanSendHeadOnly,
    {
        let Redirect { status, location } = redirect.into_redirect();
        P::fields_mut(&mut self.data).head.headers_mut().insert(LOCATION, location);
        self.with_head_alone(status)
    }

    /// Answers 204: it is done, and there is nothing to show.
    ///
    /// `Head → http::Response`, without content and without a `Content-Length`.
    #[track_caller]
    pub fn no_content(self) -> http::Response<Body>
    where
        P: CanSendHeadOnly,
    {
        self.with_head_alone(StatusCode::NO_CONTENT)
    }

    #[doc = include_str!("../../docs/response/not_modified.md")]
    #[track_caller]
    pub fn not_modified(self) -> http::Response<Body>
    where
        P: CanSendHeadOnly,
    {
        self.with_head_alone(StatusCode::NOT_MODIFIED)
    }

    #[track_caller]
    fn with_head_alone(mut self, status: StatusCode) -> http::Response<Body>
    where
        P: CanSendHeadOnly,
    {
        let line = P::line(&self.data, self.line);
        let mut fields = P::into_fields(self.data);
        *fields.head.status_mut() = status;
        let body = fields.full(&line, Bytes::new());
        fields.leave(&mut self.cookies, body)
    }

    #[doc = include_str!("../../docs/response/stream.md")]
    #[track_caller]
    pub fn stream<F, Fut>(self, render: F) -> http::Response<Body>
    where
        P: CanSendBody,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        match Committed::of(self) {
            ControlFlow::Continue((committed, page)) => {
                committed.leave(Box::pin(async move { render(page).await }))
            }
            ControlFlow::Break(response) => {
                // No panic of its destructor is that of the handler.
                drop(Foreign::new(render));
                response
            }
        }
    }
}

/// Passing on what somebody else has made.
impl<P: Phase> Response<P> {
    #[doc = include_str!("../../docs/response/send_body.md")]
    #[track_caller]
    pub fn send_body<B>(mut self, body: B) -> http::Response<Body>
    where
        P: CanSendBody,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (mut fields, first) = P::commit(self.data);
        let body = fields.passing(&self.line, Body::passed(first, body));
        fields.leave(&mut self.cookies, body)
    }

    #[doc = include_str!("../../docs/response/relay.md")]
    #[track_caller]
    pub fn relay<B>(self, answer: http::Response<B>) -> http::Response<Body>
    where
        P: CanRelay,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let line = P::line(&self.data, self.line);
        let (parts, body) = answer.into_parts();
        let (fields, shell) = P::into_parts(self.data);
        let content = (shell.len(), Body::passed(shell, body));
        fields.leave_with(&line, self.cookies, parts, content)
    }

    #[doc = include_str!("../../docs/response/respond.md")]
    #[cfg(feature = "axum")]
    #[track_caller]
    pub fn respond(self, answer: impl axum::response::IntoResponse) -> http::Response<Body>
    where
        P: CanRelay,
    {
        self.relay(answer.into_response())
    }
}

/// A response whose head can still change, and whose body has not begun.
impl Response<Head> {
    /// Answers with a body that is known in full.
    ///
    /// `Head → http::Response`, with a `Content-Length` unless the status has no content.
    #[track_caller]
    pub fn send<By>(mut self, body: impl IntoContent<By>) -> http::Response<Body> {
        let body = self.data.full(&self.line, body.into_content());
        self.data.leave(&mut self.cookies, body)
    }

    /// Opens a shell: body bytes can be written, and are kept until the head leaves.
    ///
    /// `Head → Shell`. Answering with a head alone becomes impossible until
    /// [`discard`](Response::discard).
    pub fn shell(self) -> Response<Shell> {
        let data = ShellData { fields: self.data, body: Buffer::default() };
        Response { line: self.line, cookies: self.cookies, data }
    }
}

/// A response whose head can still change, and whose first body bytes are being kept.
///
/// Render into it what needs no waiting, and let that code set cookies: the bytes go nowhere until
/// [`stream`](Response::stream) or [`send`](Response::send) lets the head go.
impl Response<Shell> {
    /// Answers with what was written, and nothing more.
    ///
    /// `Shell → http::Response`, with a `Content-Length` unless the status has no content.
    #[track_caller]
    pub fn send(mut self) -> http::Response<Body> {
        let ShellData { mut fields, body } = self.data;
        let body = fields.full(&self.line, body.into_bytes());
        fields.leave(&mut self.cookies, body)
    }

    #[doc = include_str!("../../docs/response/discard.md")]
    pub fn discard(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.fields }
    }
}

/// What is set here goes into the response that comes back, whatever the handler answers; and the
/// handler sees the cookies as the client will have them.
///
/// It ends by [`next`](Self::next), by [`next_then`](Self::next_then), or by an answer of its own.
impl Response<Middleware> {
    /// Starts with a whole request.
    #[cfg(feature = "tower")]
    #[inline(always)]
    pub(crate) fn of(request: request::Parts, place: &Lent) -> Self {
        let data = Before::of(request);
        let method = data.request.method.clone();
        // The rest stays in the request until this answers.
        let line = RequestLine { method, ..RequestLine::default() };
        Self { line, cookies: place.jar(), data }
    }

    /// Returns the headers of the request, as they were sent.
    #[must_use]
    pub fn request_headers(&self) -> &HeaderMap {
        &self.data.request.headers
    }

    /// Returns the extensions of the request, as they came, such as those of a middleware outside.
    #[must_use]
    pub fn request_extensions(&self) -> &Extensions {
        &self.data.request.extensions
    }

    #[inline(always)]
    fn pending(mut self) -> PendingHead {
        if self.cookies.get().are_changed() {
            self.cookies.get().read(&self.data.request.headers);
        }
        self.cookies.go_under();
        PendingHead { jar: self.cookies, before: self.data }
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
        let (line, stage) = (self.data.line(), Stage::new(then));
        Next::ContinueThen(PendingHeadThen {
            boxed: Box::new(Then { pending: self.pending(), line, stage }),
        })
    }

    #[doc = include_str!("../../docs/response/run.md")]
    #[cfg(feature = "axum")]
    pub async fn run(
        self,
        mut request: axum::extract::Request,
        next: axum::middleware::Next,
    ) -> Response<Answered> {
        let line = self.data.line();
        self.cookies.get().read(&self.data.request.headers);
        let pending = self.pending();
        let jar = pending.jar.again();
        pending.rewrite(&mut request);
        let lent = Lent::to(&mut request);
        let outward = pending.into_outward(&lent);
        let mut answer = next.run(request).await;
        lent.merge(Some(outward), &mut answer);
        let jar = jar.knowing(answer.headers());
        Response::of_answer(line, jar, answer.map(|body| Body::passed(Bytes::new(), body)))
    }

    /// Answers in the place of the handler.
    ///
    /// `Middleware → Head`: the handler will not see the request.
    pub fn skip_handler(mut self) -> Response<Head> {
        self.line = self.data.line();
        self.cookies.get().read(&self.data.request.headers);
        Response { line: self.line, cookies: self.cookies, data: self.data.into_fields() }
    }

    /// Answers in the place of the handler, with a body that is known in full.
    ///
    /// `Middleware → http::Response`.
    #[track_caller]
    pub fn send<By>(self, body: impl IntoContent<By>) -> http::Response<Body> {
        self.skip_handler().send(body)
    }
}

/// A response to what a client interaction has started; [`ActionGuard`](crate::ActionGuard) makes it.
///
/// A function that must not run because a page is shown is an action: it takes `&mut Response<P>` with
/// `P:` [`CanAct`](crate::CanAct). Called in a page, the compiler says what to do instead.
impl Response<Action> {
    pub(crate) fn begin(
        line: RequestLine,
        headers: &HeaderMap,
        extensions: &Extensions,
        to: Arc<dyn Revalidate>,
    ) -> Self {
        Ticket::void_in(extensions);
        Self {
            line,
            cookies: Jar::open(Cookies::of_request(headers), extensions),
            data: Performed { fields: Fields::default(), changes: Changes::new(to) },
        }
    }

    #[doc = include_str!("../../docs/response/into_head.md")]
    pub fn into_head(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.into_fields() }
    }

    /// Answers with a body that is known in full.
    ///
    /// `Action → http::Response`.
    #[track_caller]
    pub fn send<By>(self, body: impl IntoContent<By>) -> http::Response<Body> {
        self.into_head().send(body)
    }
}

/// How a page cache stores the page.
impl<P: Phase> Response<P> {
    /// Names something that the page shows: [`revalidate_tag`](Response::revalidate_tag) with the
    /// same name says that it has changed.
    pub fn add_tag(&mut self, tag: impl Into<Cow<'static, str>>) -> &mut Self
    where
        P: CanSetPageCache,
    {
        self.data.tags.push(tag.into());
        self
    }

    /// Limits how long the page cache stores the page.
    ///
    /// Defaults to no limit: the page is stored until it is revalidated. A shorter `s-maxage`, `max-age` or
    /// `Expires` of the response prevails, in this order.
    pub fn keep_for(&mut self, max_age: Duration) -> &mut Self
    where
        P: CanSetPageCache,
    {
        self.data.max_age = Some(max_age);
        self
    }
}

#[doc = include_str!("../../docs/response/shared.md")]
impl Response<Cacheable> {
    /// Answers with a body that is known in full.
    ///
    /// `Cacheable → http::Response`, with a `Content-Length` unless the status has no content.
    #[track_caller]
    pub fn send<By>(mut self, body: impl IntoContent<By>) -> http::Response<Body> {
        let mut fields = self.data.into_fields();
        let body = fields.full(&self.line, body.into_content());
        fields.leave(&mut self.cookies, body)
    }
}
