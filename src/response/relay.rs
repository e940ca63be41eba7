//! Forwarding of a response that another server or library has created.

use http::header::{self, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use http::response::Parts;
use http::{StatusCode, Version};

use super::content_kind::ContentKind;
use super::cookies::ResponseCookies;
use super::finish::finish;
use super::{HeadData, HeadDefaults, RequestLine, merge};
use crate::body::Body;
use crate::cache_permission::CachePermission;
use crate::cookie::default_path;

impl HeadData {
    /// Creates the response from this head, a received head and a body.
    ///
    /// The received head takes precedence. The body starts with `shell` bytes that precede the
    /// received body.
    #[track_caller]
    pub(super) fn into_relayed_response(
        mut self,
        line: &RequestLine,
        mut cookies: ResponseCookies,
        answer: Parts,
        (shell, body): (usize, Body),
    ) -> http::Response<Body> {
        let mut head = http::Response::from_parts(answer, ());
        if head.status() != StatusCode::SWITCHING_PROTOCOLS {
            remove_connection_headers(head.headers_mut());
        }
        // RFC 9110 §2.5: "An intermediary that is not a tunnel MUST send its own HTTP-version".
        *head.version_mut() = Version::default();
        precede(head.headers_mut(), shell);
        if self.is_status_set && !is_kept(head.status()) {
            *head.status_mut() = self.response.status();
        }

        let sets = head.headers().contains_key(SET_COOKIE);
        let mut own = std::mem::replace(&mut self.response, head);
        // This response knows what it has read, so it decides whether the page may be cached.
        self.response.extensions_mut().remove::<CachePermission>();
        if let Some(permission) = own.extensions_mut().remove::<CachePermission>() {
            self.response.extensions_mut().insert(permission);
        }
        let cache_control = self.cache_control.take();
        let own = Self { response: own, cache_control, ..Self::default() };
        let defaults = HeadDefaults { head: own, ..HeadDefaults::default() };
        let headers = self.response.headers_mut();
        let allows_set_cookie = defaults.merge(headers, sets, cookies.get().has_set_cookies());
        let needs_path = cookies.get().has_set_cookies() || self.hooks.is_some();
        let path = needs_path.then(|| cookies.path_or(&line.target).into_owned());
        let path = path.unwrap_or_default();
        cookies.mark_sent(|| !allows_set_cookie && !sets);
        if merge::add_missing(cookies.get().lines(), headers, || default_path(&path)) {
            if !allows_set_cookie {
                merge::make_private(headers);
            }
            self.response.extensions_mut().remove::<CachePermission>();
        }

        let content = ContentKind::of(&line.method, self.response.status());
        if matches!(content, ContentKind::None | ContentKind::Empty)
            && self.response.status() != StatusCode::NOT_MODIFIED
        {
            self.response.headers_mut().remove(CONTENT_LENGTH);
        }
        let body = self.forwarded_body(line, (shell, body));
        let mut callbacks = None;
        if self.hooks.is_some() {
            let mut sent = cookies.get().without_changes();
            sent.apply_answer(self.response.headers().get_all(SET_COOKIE).iter(), &path);
            callbacks = self.take_end_callbacks(&sent);
        }
        finish(self.response, body, callbacks, self.revalidations)
    }
}

/// Returns `true` if no status that was set here replaces this one.
///
/// It is that of an error of the server, or it says which part of the content follows, or that none
/// does (RFC 9110 §15.2.2, §15.3.7, §15.4.5, §15.5.17).
fn is_kept(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::SWITCHING_PROTOCOLS
                | StatusCode::PARTIAL_CONTENT
                | StatusCode::NOT_MODIFIED
                | StatusCode::RANGE_NOT_SATISFIABLE
        )
}

/// Removes the headers that belong to the connection of the received response.
///
/// RFC 9110 §7.6.1:
///
/// > "Intermediaries MUST parse a received Connection header field before a message is forwarded
/// > and, for each connection-option in this field, remove any header or trailer field(s) from the
/// > message with the same name as the connection-option, and then remove the Connection header
/// > field itself"
fn remove_connection_headers(headers: &mut HeaderMap) {
    const CONNECTION_HEADERS: [HeaderName; 6] = [
        header::CONNECTION,
        HeaderName::from_static("keep-alive"),
        HeaderName::from_static("proxy-connection"),
        header::TE,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ];
    if let Some(options) = headers.get(header::CONNECTION).cloned() {
        for option in options.as_bytes().split(|&byte| byte == b',').map(<[u8]>::trim_ascii) {
            if let Ok(name) = HeaderName::from_bytes(option) {
                headers.remove(name);
            }
        }
    }
    for name in &CONNECTION_HEADERS {
        headers.remove(name);
    }
}

/// Adapts a received head to content that `by` bytes precede.
///
/// Removes the headers that are true of the received content alone: the validators, with which a
/// client would keep the old bytes, the offer of ranges, and the digests.
fn precede(headers: &mut HeaderMap, by: usize) {
    const OF_THE_CONTENT: [HeaderName; 6] = [
        header::ETAG,
        header::LAST_MODIFIED,
        header::ACCEPT_RANGES,
        HeaderName::from_static("content-digest"),
        HeaderName::from_static("repr-digest"),
        HeaderName::from_static("digest"),
    ];
    if by == 0 {
        return;
    }
    for name in &OF_THE_CONTENT {
        headers.remove(name);
    }
    let len = content_length(headers).and_then(|len| len.checked_add(by as u64));
    headers.remove(CONTENT_LENGTH);
    if let Some(len) = len {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(len));
    }
}

/// Returns the length that a received head declares.
///
/// Removes a length that may not be forwarded.
pub(super) fn declared_length(headers: &mut HeaderMap) -> Option<u64> {
    // RFC 9112 §6.3: "If a message is received with both a Transfer-Encoding and a Content-Length
    // header field, the Transfer-Encoding overrides the Content-Length. [..] An intermediary that
    // chooses to forward the message MUST first remove the received Content-Length field".
    let is_overridden = headers.contains_key(header::TRANSFER_ENCODING);
    let len = content_length(headers).filter(|_| !is_overridden);
    if len.is_none() {
        // RFC 9110 §8.6: "a sender MUST NOT forward a message with a Content-Length header field
        // value that does not match the ABNF above".
        headers.remove(CONTENT_LENGTH);
    }
    len
}

/// Returns the length in a head.
///
/// RFC 9110 §8.6: "Content-Length = 1*DIGIT". A list of lengths declares none.
fn content_length(headers: &HeaderMap) -> Option<u64> {
    let mut all = headers.get_all(CONTENT_LENGTH).iter();
    let (Some(len), None) = (all.next(), all.next()) else { return None };
    let digits = len.to_str().ok().filter(|len| len.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok()
}
