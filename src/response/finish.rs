//! Conversion of a head and a body to a plain `http::Response`.

use bytes::Bytes;
#[cfg(feature = "tracing")]
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, Entry, HeaderValue, SET_COOKIE, TRAILER};
use http::{Method, StatusCode};
use http_body::Body as _;

use super::content_kind::ContentKind;
use crate::action::revalidate::Changes;
use crate::body::{Body, EndCallbacks, EndWatcher, Page, ResponseSummary, Trailers};
use crate::cookie::Cookies;
use crate::header::cache_control::{CacheControl, PRIVATE};
use crate::response::{HeadData, RequestLine, ResponseCookies};

impl HeadData {
    /// Creates the response from the head, the cookies and a body.
    #[track_caller]
    pub(super) fn into_response(
        mut self,
        cookies: &mut ResponseCookies,
        body: Body,
    ) -> http::Response<Body> {
        let control = &self.cache_control;
        cookies.mark_sent(|| !control.as_ref().is_some_and(CacheControl::allows_set_cookie));
        let callbacks = self.take_end_callbacks(cookies.get());
        let sets_cookie = cookies.get().has_set_cookies();
        let headers = self.response.headers_mut();
        if let Some(control) = self.cache_control {
            headers.insert(CACHE_CONTROL, control.to_header_value(sets_cookie));
        } else if sets_cookie {
            headers.insert(CACHE_CONTROL, PRIVATE);
        }
        let (first, more) = cookies.get_mut().take_lines();
        if let Some(first) = first {
            // An entry hashes the name once, and not once for each cookie.
            let mut entry = match headers.entry(SET_COOKIE) {
                Entry::Vacant(entry) => entry.insert_entry(first),
                Entry::Occupied(mut entry) => {
                    entry.append(first);
                    entry
                }
            };
            if let Some(more) = more {
                more.for_each(|cookie| entry.append(cookie));
            }
        }
        finish(self.response, body, callbacks, self.revalidations)
    }

    /// Creates the response with a page that is rendered after the head.
    #[track_caller]
    pub(super) fn into_streaming_response(
        mut self,
        cookies: &mut ResponseCookies,
        page: Box<Page>,
    ) -> http::Response<Body> {
        let trailers = self.set_trailer_header();
        self.into_response(cookies, Body::page(page, trailers))
    }

    /// Takes the end callbacks, if there are any, and the cookies they will see.
    pub(super) fn take_end_callbacks(
        &mut self,
        cookies: &Cookies,
    ) -> Option<(EndCallbacks, Cookies)> {
        let callbacks = self.hooks.take()?.callbacks;
        (!callbacks.is_empty()).then(|| (callbacks, cookies.clone()))
    }

    /// Writes the `Trailer` header, and returns the declared trailers.
    fn set_trailer_header(&mut self) -> Option<Trailers> {
        let hooks = self.hooks.as_mut().filter(|hooks| !hooks.trailer_names.is_empty())?;
        // Trailer names are always a valid header value. Without the header, trailers would still
        // be sent.
        if let Ok(names) = HeaderValue::from_str(&hooks.trailer_names) {
            // A relayed head may have some already.
            self.response.headers_mut().append(TRAILER, names);
        }
        Some(hooks.trailers.clone())
    }

    /// Returns a body of these bytes, if content follows the head.
    pub(super) fn full_body(&mut self, line: &RequestLine, content: Bytes) -> Body {
        match self.set_content_length(&line.method, Some(content.len() as u64)) {
            ContentKind::Full => Body::full(content),
            other => other.empty_body(line),
        }
    }

    /// Returns this body, if content follows the head.
    ///
    /// The body starts with `shell` bytes that precede the forwarded body.
    pub(super) fn forwarded_body(
        &mut self,
        line: &RequestLine,
        (shell, body): (usize, Body),
    ) -> Body {
        // RFC 9110 §8.6: "A server MAY send a Content-Length header field in a response to a HEAD
        // request; a server MUST NOT send Content-Length in such a response unless its field value
        // equals the decimal number of octets that would have been sent in the content of a
        // response if the same request had used the GET method." The body of a response to `HEAD`
        // is empty, so its length of 0 may not be the length for `GET`.
        let is_known = |len: &u64| *len > shell as u64 || line.method != Method::HEAD;
        match self.set_content_length(&line.method, body.size_hint().exact().filter(is_known)) {
            ContentKind::Full => {
                self.set_trailer_header();
                body
            }
            other => {
                self.set_trailer_header_for(other);
                other.empty_body(line)
            }
        }
    }

    /// Writes the `Trailer` header if the head describes a `GET` response.
    pub(super) fn set_trailer_header_for(&mut self, content: ContentKind) {
        if content == ContentKind::HeadOnly {
            self.set_trailer_header();
        }
    }

    /// Writes `Content-Length` if the length is known and the head describes content.
    #[inline]
    fn set_content_length(&mut self, method: &Method, len: Option<u64>) -> ContentKind {
        let kind = ContentKind::of(method, self.response.status());
        // RFC 9110 §9.3.2: "The server SHOULD send the same header fields in response to a HEAD
        // request as it would have sent if the request method had been GET." So the length is
        // written here for both methods. A server could derive it only from the body of a `GET`.
        if let (ContentKind::Full | ContentKind::HeadOnly, Some(len)) = (kind, len) {
            self.response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(len));
        }
        kind
    }
}

/// Creates the response from a head and a body, and reports the revalidations.
#[track_caller]
#[inline(always)]
pub(super) fn finish(
    head: http::Response<()>,
    mut body: Body,
    callbacks: Option<(EndCallbacks, Cookies)>,
    revalidations: Option<Box<Changes>>,
) -> http::Response<Body> {
    let (status, headers) = (head.status(), head.headers());
    let sent = |cookies| ResponseSummary::new(status, headers.clone(), cookies);
    if let Some(watch) =
        watch(status, callbacks.map(|(callbacks, cookies)| (callbacks, sent(cookies))))
    {
        body = body.with_watcher(watch);
    }
    let response = head.map(|()| body);
    // Reported before the caller has the response.
    drop(revalidations);
    response
}

/// Creates the recorder of the end, if there are callbacks or a `tracing` span.
#[track_caller]
fn watch(
    status: StatusCode,
    callbacks: Option<(EndCallbacks, ResponseSummary)>,
) -> Option<EndWatcher> {
    #[cfg(feature = "tracing")]
    {
        let span = tracing::info_span!(
            target: "headfirst",
            "response",
            status = status.as_u16(),
            committed_at = %std::panic::Location::caller(),
            bytes = tracing::field::Empty,
            frames = tracing::field::Empty,
            end = tracing::field::Empty,
            error = tracing::field::Empty,
        );
        tracing::debug!(target: "headfirst", parent: &span, "the head is committed");
        let (callbacks, sent) = match callbacks {
            Some(callbacks) => callbacks,
            None if span.is_disabled() => return None,
            None => (
                EndCallbacks::default(),
                ResponseSummary::new(status, HeaderMap::new(), Cookies::default()),
            ),
        };
        Some(EndWatcher::new(sent, callbacks, span))
    }
    #[cfg(not(feature = "tracing"))]
    {
        let _only_of_a_span = status;
        callbacks.map(|(callbacks, sent)| EndWatcher::new(sent, callbacks))
    }
}
