//! Conversion of a head and a body to a plain `http::Response`.

use bytes::Bytes;
#[cfg(feature = "tracing")]
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, Entry, HeaderValue, SET_COOKIE, TRAILER};
use http::{Method, StatusCode};
use http_body::Body as _;

use crate::body::{Body, EndCallbacks, EndWatcher, Page, ResponseSummary, Trailers};
use crate::cache::{self, CacheControl};
use crate::cookie::Cookies;
use crate::response::{Fields, Jar, RequestLine};
use crate::revalidate::Changes;

/// The kind of content that follows a response head.
///
/// It depends on the status and on the request method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// The content is sent.
    Sent,
    /// Nothing is sent, but the head describes the response to a `GET`.
    Described,
    /// Content of zero bytes, which is framed like other content.
    Empty,
    /// No content is possible.
    Absent,
}

impl Content {
    /// Returns the kind of content for a method and a status.
    pub(super) fn of(method: &Method, status: StatusCode) -> Self {
        // RFC 9110 §6.4.1: "2xx (Successful) responses to a CONNECT request method switch the
        // connection to tunnel mode instead of having content. All 1xx (Informational), 204 (No
        // Content), and 304 (Not Modified) responses do not include content."
        if status.is_informational()
            || status == StatusCode::NO_CONTENT
            || status == StatusCode::NOT_MODIFIED
            || method == Method::CONNECT && status.is_success()
        {
            Self::Absent
        // RFC 9110 §15.3.6: "a server MUST NOT generate content in a 205 response". Unlike the
        // responses above, this one is ended by a length in HTTP/1.1.
        } else if status == StatusCode::RESET_CONTENT {
            Self::Empty
        // RFC 9110 §9.3.2: "the server MUST NOT send content in the response" to a HEAD.
        } else if method == Method::HEAD {
            Self::Described
        } else {
            Self::Sent
        }
    }

    /// Returns the body for a response that sends no content.
    pub(super) fn without(self, line: &RequestLine) -> Body {
        match self {
            Self::Sent | Self::Empty => Body::full(Bytes::new()),
            Self::Described | Self::Absent => Body::no_content(line.size_hint_callers),
        }
    }
}

impl Fields {
    /// Creates the response from the head, the cookies and a body.
    #[track_caller]
    pub(super) fn leave(mut self, jar: &mut Jar, body: Body) -> http::Response<Body> {
        let control = &self.cache_control;
        jar.leave(|| !control.as_ref().is_some_and(CacheControl::is_even_with_cookies));
        let asked = self.take_asked(jar.get());
        let sets_cookie = jar.get().are_written();
        let headers = self.head.headers_mut();
        if let Some(control) = self.cache_control {
            headers.insert(CACHE_CONTROL, control.field(sets_cookie));
        } else if sets_cookie {
            headers.insert(CACHE_CONTROL, cache::PRIVATE);
        }
        let (first, more) = jar.get_mut().take_written();
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
        finished(self.head, body, asked, self.changes)
    }

    /// Creates the response with a page that is rendered after the head.
    #[track_caller]
    pub(super) fn leave_streaming(
        mut self,
        jar: &mut Jar,
        page: Box<Page>,
    ) -> http::Response<Body> {
        let trailers = self.name_trailers();
        self.leave(jar, Body::page(page, trailers))
    }

    /// Takes the end callbacks, if there are any, and the cookies they will see.
    pub(super) fn take_asked(&mut self, cookies: &Cookies) -> Option<(EndCallbacks, Cookies)> {
        let watchers = self.plan.take()?.watchers;
        (!watchers.is_empty()).then(|| (watchers, cookies.clone()))
    }

    /// Writes the `Trailer` header, and returns the declared trailers.
    fn name_trailers(&mut self) -> Option<Trailers> {
        let plan = self.plan.as_mut().filter(|plan| !plan.trailer_names.is_empty())?;
        // Trailer names are always a valid header value. Without the header, trailers would still
        // be sent.
        if let Ok(names) = HeaderValue::from_str(&plan.trailer_names) {
            self.head.headers_mut().insert(TRAILER, names);
        }
        Some(plan.trailers.clone())
    }

    /// Returns a body of these bytes, if content follows the head.
    pub(super) fn full(&mut self, line: &RequestLine, content: Bytes) -> Body {
        match self.announce(&line.method, Some(content.len() as u64)) {
            Content::Sent => Body::full(content),
            other => other.without(line),
        }
    }

    /// Returns this body, if content follows the head.
    pub(super) fn passing(&mut self, line: &RequestLine, body: Body) -> Body {
        // RFC 9110 §8.6: "A server MAY send a Content-Length header field in a response to a HEAD
        // request; a server MUST NOT send Content-Length in such a response unless its field value
        // equals the decimal number of octets that would have been sent in the content of a
        // response if the same request had used the GET method." The body of a response to `HEAD`
        // is empty, so its length of 0 may not be the length for `GET`.
        let is_known = |len: &u64| *len > 0 || line.method != Method::HEAD;
        match self.announce(&line.method, body.size_hint().exact().filter(is_known)) {
            Content::Sent => {
                self.name_trailers();
                body
            }
            other => {
                self.describe_trailers(other);
                other.without(line)
            }
        }
    }

    /// Writes the `Trailer` header if the head describes a `GET` response.
    pub(super) fn describe_trailers(&mut self, content: Content) {
        if content == Content::Described {
            self.name_trailers();
        }
    }

    /// Writes `Content-Length` if the length is known and the head describes content.
    #[inline]
    fn announce(&mut self, method: &Method, len: Option<u64>) -> Content {
        let kind = Content::of(method, self.head.status());
        // RFC 9110 §9.3.2: "The server SHOULD send the same header fields in response to a HEAD
        // request as it would have sent if the request method had been GET." So the length is
        // written here for both methods. A server could derive it only from the body of a `GET`.
        if let (Content::Sent | Content::Described, Some(len)) = (kind, len) {
            self.head.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(len));
        }
        kind
    }
}

/// Creates the response from a head and a body, and reports the revalidations.
#[track_caller]
#[inline(always)]
pub(super) fn finished(
    head: http::Response<()>,
    mut body: Body,
    asked: Option<(EndCallbacks, Cookies)>,
    changes: Option<Box<Changes>>,
) -> http::Response<Body> {
    let (status, headers) = (head.status(), head.headers());
    let sent = |cookies| ResponseSummary::new(status, headers.clone(), cookies);
    if let Some(watcher) = watch(status, asked.map(|(who, cookies)| (who, sent(cookies)))) {
        body = body.with_watcher(watcher);
    }
    let response = head.map(|()| body);
    // Reported before the caller has the response.
    drop(changes);
    response
}

/// Creates the recorder of the end, if there are callbacks or a `tracing` span.
#[track_caller]
fn watch(status: StatusCode, asked: Option<(EndCallbacks, ResponseSummary)>) -> Option<EndWatcher> {
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
        );
        tracing::debug!(target: "headfirst", parent: &span, "the head is committed");
        let (watchers, sent) = match asked {
            Some(asked) => asked,
            None if span.is_disabled() => return None,
            None => (
                EndCallbacks::default(),
                ResponseSummary::new(status, HeaderMap::new(), Cookies::default()),
            ),
        };
        Some(EndWatcher::new(sent, watchers, span))
    }
    #[cfg(not(feature = "tracing"))]
    {
        let _only_of_a_span = status;
        asked.map(|(watchers, sent)| EndWatcher::new(sent, watchers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_sent_unless_the_method_or_the_status_forbids_it() {
        let of = |method: Method, code| Content::of(&method, StatusCode::from_u16(code).unwrap());
        for (code, get, head) in [
            (100, Content::Absent, Content::Absent),
            (200, Content::Sent, Content::Described),
            (204, Content::Absent, Content::Absent),
            (205, Content::Empty, Content::Empty),
            (303, Content::Sent, Content::Described),
            (304, Content::Absent, Content::Absent),
            (404, Content::Sent, Content::Described),
        ] {
            assert_eq!(of(Method::GET, code), get, "GET {code}");
            assert_eq!(of(Method::HEAD, code), head, "HEAD {code}");
        }
        assert_eq!(of(Method::CONNECT, 200), Content::Absent);
        assert_eq!(of(Method::CONNECT, 407), Content::Sent);
    }
}
