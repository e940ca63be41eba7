//! The exit: where a head and its body become a plain `http::Response`.

use bytes::Bytes;
#[cfg(feature = "tracing")]
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, Entry, HeaderValue, SET_COOKIE, TRAILER};
use http::{Method, StatusCode};
use http_body::Body as _;

use crate::body::{Body, Page, ResponseSummary, Trailers, Watch, Watchers};
use crate::cache::{self, CacheControl};
use crate::cookie::Cookies;
use crate::response::{Fields, Jar, RequestLine};
use crate::revalidate::Changes;

/// What follows the head of a response, by its status and the method it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// The content.
    Sent,
    /// Nothing, but the head describes what `GET` would get.
    Described,
    /// A content of no octets, which is framed like any other.
    Empty,
    /// Nothing at all.
    Absent,
}

impl Content {
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
        // RFC 9110 §15.3.6: "a server MUST NOT generate content in a 205 response", and unlike
        // those above, HTTP/1.1 ends it by a length.
        } else if status == StatusCode::RESET_CONTENT {
            Self::Empty
        // RFC 9110 §9.3.2: "the server MUST NOT send content in the response" to a HEAD.
        } else if method == Method::HEAD {
            Self::Described
        } else {
            Self::Sent
        }
    }

    /// The body where there is no content to send.
    pub(super) fn without(self, line: &RequestLine) -> Body {
        match self {
            Self::Sent | Self::Empty => Body::full(Bytes::new()),
            Self::Described | Self::Absent => Body::absent(line.asks),
        }
    }
}

impl Fields {
    /// Makes the response out of the head, the cookies that were written, and the body.
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
            // The name is hashed once, and not for each cookie.
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

    /// Makes the response with a body that is rendered after the head.
    #[track_caller]
    pub(super) fn leave_streaming(
        mut self,
        jar: &mut Jar,
        page: Box<Page>,
    ) -> http::Response<Body> {
        let trailers = self.name_trailers();
        self.leave(jar, Body::page(page, trailers))
    }

    /// Those who want to know how the response ends, where somebody does, and the cookies they see.
    pub(super) fn take_asked(&mut self, cookies: &Cookies) -> Option<(Watchers, Cookies)> {
        let watchers = self.plan.take()?.watchers;
        (!watchers.is_empty()).then(|| (watchers, cookies.clone()))
    }

    /// Names the trailers that were declared, and returns what they are sent by.
    fn name_trailers(&mut self) -> Option<Trailers> {
        let plan = self.plan.as_mut().filter(|plan| !plan.trailer_names.is_empty())?;
        // Names are a field value; without it, trailers are sent all the same.
        if let Ok(names) = HeaderValue::from_str(&plan.trailer_names) {
            self.head.headers_mut().insert(TRAILER, names);
        }
        Some(plan.trailers.clone())
    }

    /// The body of these octets, where any content follows the head.
    pub(super) fn full(&mut self, line: &RequestLine, content: Bytes) -> Body {
        match self.announce(&line.method, Some(content.len() as u64)) {
            Content::Sent => Body::full(content),
            other => other.without(line),
        }
    }

    /// This body, where any content follows the head.
    pub(super) fn passing(&mut self, line: &RequestLine, body: Body) -> Body {
        // RFC 9110 §8.6: "A server MAY send a Content-Length header field in a response to a HEAD
        // request; a server MUST NOT send Content-Length in such a response unless its field value
        // equals the decimal number of octets that would have been sent in the content of a response
        // if the same request had used the GET method." A body that answers the HEAD is empty.
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

    /// Names the trailers that `GET` would name, where the head describes what `GET` would get.
    pub(super) fn describe_trailers(&mut self, content: Content) {
        if content == Content::Described {
            self.name_trailers();
        }
    }

    /// Says how long the content is, where it is known and the head describes any.
    #[inline]
    fn announce(&mut self, method: &Method, len: Option<u64>) -> Content {
        let kind = Content::of(method, self.head.status());
        // RFC 9110 §9.3.2: "The server SHOULD send the same header fields in response to a HEAD
        // request as it would have sent if the request method had been GET." So the length is
        // written here for both: a server could derive it from the body of one only.
        if let (Content::Sent | Content::Described, Some(len)) = (kind, len) {
            self.head.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(len));
        }
        kind
    }
}

/// Makes the response of the head and the body, and tells of what was changed.
#[track_caller]
#[inline(always)]
pub(super) fn finished(
    head: http::Response<()>,
    mut body: Body,
    asked: Option<(Watchers, Cookies)>,
    changes: Option<Box<Changes>>,
) -> http::Response<Body> {
    let (status, headers) = (head.status(), head.headers());
    let sent = |cookies| ResponseSummary::new(status, headers.clone(), cookies);
    if let Some(watch) = watch(status, asked.map(|(who, cookies)| (who, sent(cookies)))) {
        body = body.watched(watch);
    }
    let response = head.map(|()| body);
    // Told before the response is anyone's.
    drop(changes);
    response
}

/// Watches the response if somebody wants to know how it ends.
#[track_caller]
fn watch(status: StatusCode, asked: Option<(Watchers, ResponseSummary)>) -> Option<Watch> {
    #[cfg(feature = "tracing")]
    {
        let span = tracing::info_span!(
            target: "headfirst",
            "response",
            status = status.as_u16(),
            committed_at = %std::panic::Location::caller(),
            octets = tracing::field::Empty,
            frames = tracing::field::Empty,
            end = tracing::field::Empty,
        );
        tracing::debug!(target: "headfirst", parent: &span, "the head is committed");
        let (watchers, sent) = match asked {
            Some(asked) => asked,
            None if span.is_disabled() => return None,
            None => (
                Watchers::default(),
                ResponseSummary::new(status, HeaderMap::new(), Cookies::default()),
            ),
        };
        Some(Watch::new(sent, watchers, span))
    }
    #[cfg(not(feature = "tracing"))]
    {
        let _only_of_a_span = status;
        asked.map(|(watchers, sent)| Watch::new(sent, watchers))
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
