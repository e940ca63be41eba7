//! The response to a request whose page is cached.

use std::sync::Arc;
use std::time::{Instant, UNIX_EPOCH};

use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode};

use super::body::CachedBody;
use super::page::CachedPage;
use crate::response::{CookiePlace, RequestLine};

/// Creates the response for a cached page.
///
/// It is a 304 if the client has the page already.
pub(super) fn hit<A, B>(
    page: Arc<CachedPage>,
    request: &Request<A>,
    is_conditional: bool,
    now: Instant,
) -> Response<CachedBody<B>> {
    CookiePlace::keep_private_with_cookies(request.extensions());
    if is_conditional && is_unmodified(&page, request.headers()) {
        let mut response = Response::new(CachedBody::empty(
            RequestLine::from_request(request).size_hint_callers(),
        ));
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.headers_mut() = headers_of_304(&page, now);
        return response;
    }
    let headers = page.headers_at(now);
    let mut response = Response::new(match request.method() == Method::GET {
        true => CachedBody::cached(page),
        false => CachedBody::empty(RequestLine::from_request(request).size_hint_callers()),
    });
    *response.headers_mut() = headers;
    response
}

/// Returns the headers of a 304 response.
///
/// RFC 9110 §15.4.5:
///
/// > a sender SHOULD NOT generate representation metadata other than the above listed fields
fn headers_of_304(page: &CachedPage, now: Instant) -> HeaderMap {
    let mut headers = page.headers_at(now);
    for name in [
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        header::CONTENT_LANGUAGE,
        header::CONTENT_RANGE,
    ] {
        headers.remove(name);
    }
    headers
}

/// Returns whether the client has this page already.
fn is_unmodified(page: &CachedPage, request: &HeaderMap) -> bool {
    let page = page.headers();
    // RFC 9110 §13.1.3:
    //
    // > A recipient MUST ignore If-Modified-Since if the request contains an If-None-Match
    // > header field
    if request.contains_key(header::IF_NONE_MATCH) {
        let Some(tag) = page.get(header::ETAG) else { return false };
        return request.get_all(header::IF_NONE_MATCH).iter().any(|value| matches_tag(value, tag));
    }
    // RFC 9110 §13.1.3:
    //
    // > A recipient MUST ignore the If-Modified-Since header field if the received field value
    // > is not a valid HTTP-date, the field value has more than one member, or if the request
    // > method is neither GET nor HEAD.
    let mut since = request.get_all(header::IF_MODIFIED_SINCE).iter();
    let (Some(since), None) = (since.next().and_then(date), since.next()) else { return false };
    if let Some(modified) = page.get(header::LAST_MODIFIED) {
        return date(modified).is_some_and(|modified| modified <= since);
    }
    // RFC 9111 §4.3.2:
    //
    // > When […] the Last-Modified header field is not present in a stored response, a cache
    // > SHOULD use the stored response's Date field value
    //
    // If both dates are equal, the client may have an earlier page of the same second.
    let made = page.get(header::DATE).and_then(date);
    made.is_some_and(|made| made < since)
}

/// Returns whether an `If-None-Match` value matches this entity tag.
///
/// RFC 9110 §13.1.2: "A recipient MUST use the weak comparison function when comparing entity tags
/// for If-None-Match".
fn matches_tag(value: &HeaderValue, tag: &HeaderValue) -> bool {
    let (mut rest, tag) = (value.as_bytes().trim_ascii(), opaque_tag(tag.as_bytes()));
    if rest == b"*" {
        return true;
    }
    // An entity tag may contain a comma, so this does not split at commas.
    while let Some(start) = rest.iter().position(|&byte| byte == b'"') {
        let Some(len) = rest[start + 1..].iter().position(|&byte| byte == b'"') else {
            return false;
        };
        let end = start + len + 2;
        if &rest[start..end] == tag {
            return true;
        }
        rest = &rest[end..];
    }
    false
}

/// Returns an entity tag without the prefix of a weak one.
fn opaque_tag(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

/// Returns the seconds from 1970 to an HTTP date, if it is valid.
fn date(value: &HeaderValue) -> Option<u64> {
    let date = httpdate::parse_http_date(value.to_str().ok()?).ok()?;
    Some(date.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
