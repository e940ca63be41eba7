//! The key of a page.

use std::sync::Arc;

use http::header::{
    CONTENT_LENGTH, HOST, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
    TRANSFER_ENCODING, UPGRADE,
};
use http::uri::Authority;
use http::{HeaderMap, HeaderName, Request, Uri};
use http_body::Body;

use super::rules::may_forbid_storing;
use crate::response::original_target;

/// The maximum length of a key, in bytes.
///
/// A client chooses most of the key, so a page with a longer key is not cached.
pub(super) const MAX_KEY_LEN: usize = 2048;

/// The key of a page.
///
/// It consists of the layer, the text of `keyed_by`, and the scheme, host and target of the
/// request, byte for byte. If the page varies, the headers that `Vary` names follow.
pub(super) type Key = Arc<[u8]>;

/// The request headers that concern the cache, read in one pass.
pub(super) struct RequestHeaders<'h> {
    /// The value of `Host`.
    host: Option<&'h [u8]>,
    /// Whether `Host` is repeated.
    has_repeated_host: bool,
    /// Whether only the handler can answer.
    ///
    /// The request has content, asks for another protocol, or has a condition for the origin
    /// server. RFC 9111 §4.3.2:
    ///
    /// > A cache MUST NOT evaluate conditional header fields that only apply to an origin server
    is_for_origin: bool,
    /// Whether the client may have the page already.
    pub(super) is_conditional: bool,
}

impl<'h> RequestHeaders<'h> {
    /// Reads the headers of a request.
    pub(super) fn read(headers: &'h HeaderMap) -> Self {
        let mut read = Self {
            host: None,
            has_repeated_host: false,
            is_for_origin: false,
            is_conditional: false,
        };
        for (name, value) in headers {
            if *name == HOST {
                read.has_repeated_host |= read.host.is_some();
                read.host = Some(value.as_bytes());
            } else if *name == IF_NONE_MATCH || *name == IF_MODIFIED_SINCE {
                read.is_conditional = true;
            } else {
                read.is_for_origin |= *name == IF_MATCH
                    || *name == IF_UNMODIFIED_SINCE
                    || *name == TRANSFER_ENCODING
                    || *name == UPGRADE
                    || *name == CONTENT_LENGTH && value != "0";
            }
        }
        read
    }

    /// Returns the value of `Host`, which is empty if it is absent.
    ///
    /// Returns `None` if the header is repeated or contradicts the target, since a handler may use
    /// either value.
    fn host(&self, target: &Uri) -> Option<&'h [u8]> {
        let Some(host) = self.host else { return Some(b"") };
        let is_same =
            |authority: &Authority| authority.as_str().as_bytes().eq_ignore_ascii_case(host);
        (!self.has_repeated_host && target.authority().is_none_or(is_same)).then_some(host)
    }
}

/// Returns the key of a request, or `None` if it bypasses the cache.
///
/// Nothing is normalized: requests that a handler can tell apart have different keys.
pub(super) fn key_of<B: Body>(
    request: &Request<B>,
    headers: &RequestHeaders<'_>,
    layer: usize,
    extra: &str,
) -> Option<Vec<u8>> {
    let (target, rewritten) = (original_target(request), request.uri());
    if headers.is_for_origin || !request.body().is_end_stream() {
        return None;
    }
    let host = headers.host(target)?;
    let mut key = Vec::with_capacity(128);
    key.extend_from_slice(&layer.to_ne_bytes());
    add(&mut key, extra.as_bytes());
    add(&mut key, host);
    add_target(&mut key, target);
    // A nested router or a rewrite shows the handler another target.
    if rewritten != target {
        add_target(&mut key, rewritten);
    }
    (key.len() <= MAX_KEY_LEN).then_some(key)
}

/// Returns the key of the page that these request headers select.
///
/// Returns `None` if the key is too long.
pub(super) fn key_of_variant(
    key: &[u8],
    vary: &[HeaderName],
    headers: &HeaderMap,
) -> Option<Vec<u8>> {
    let mut key = key.to_vec();
    for name in vary {
        add(&mut key, name.as_str().as_bytes());
        let values = headers.get_all(name);
        // An absent header differs from an empty one.
        key.push(u8::try_from(values.iter().count()).ok()?);
        values.iter().for_each(|value| add(&mut key, value.as_bytes()));
    }
    (key.len() <= MAX_KEY_LEN).then_some(key)
}

/// Returns the key under which requests for this page wait together.
///
/// Requests with `Authorization` or `no-store` wait under a key of their own. The page may be
/// private to them, or must not be stored for them, and may still be shared by all others. So the
/// others do not wait for a page that they cannot have.
pub(super) fn key_of_flight(key: &Key, headers: &HeaderMap) -> Key {
    // No key of a page continues with these bytes.
    const OWN: &[u8] = &[0xff; 2];
    match may_forbid_storing(headers) {
        true => [key, OWN].concat().into(),
        false => Arc::clone(key),
    }
}

/// Adds the scheme, authority, path and query of a target.
fn add_target(key: &mut Vec<u8>, target: &Uri) {
    add(key, target.scheme_str().unwrap_or_default().as_bytes());
    add(key, target.authority().map_or("", |authority| authority.as_str()).as_bytes());
    add(key, target.path_and_query().map_or("", |target| target.as_str()).as_bytes());
}

/// Adds a part after its length, so that lists of parts are unambiguous.
fn add(key: &mut Vec<u8>, part: &[u8]) {
    // A key with a longer part exceeds `MAX_KEY_LEN`.
    let len = u16::try_from(part.len()).unwrap_or(u16::MAX);
    key.extend_from_slice(&len.to_ne_bytes());
    key.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{Empty, Full};

    type Bytes = bytes::Bytes;

    fn key_with<B: Body>(request: &Request<B>, layer: usize, extra: &str) -> Option<Vec<u8>> {
        key_of(request, &RequestHeaders::read(request.headers()), layer, extra)
    }

    fn key(request: http::request::Builder) -> Option<Vec<u8>> {
        key_with(&request.body(Empty::<Bytes>::new()).unwrap(), 0, "")
    }

    #[test]
    fn what_a_handler_could_tell_apart_has_another_key() {
        let get = || Request::get("/about");
        let all = [
            get(),
            Request::get("/%61bout"),
            Request::get("/about?"),
            Request::get("/about?q"),
            get().header("host", "shop.example"),
            get().header("host", "Shop.example"),
            get().header("host", "shop.example:80"),
            get().header("host", ""),
            Request::get("http://shop.example/about"),
            Request::get("http://shop.example/about").header("host", "shop.example"),
            Request::get("https://shop.example/about"),
        ];
        let keys: Vec<_> = all.into_iter().map(key).collect();
        for (index, one) in keys.iter().enumerate() {
            // An empty `Host` and an absent one have the same key, because neither names a host.
            assert!(one.is_some());
            let same = keys.iter().filter(|other| *other == one).count();
            assert_eq!(same, if [0, 7].contains(&index) { 2 } else { 1 }, "{index}");
        }
    }

    #[test]
    fn a_request_that_contradicts_itself_has_no_key() {
        let url = || Request::get("http://shop.example/");
        assert!(key(url().header("host", "evil.example")).is_none());
        assert!(key(url().header("host", "")).is_none());
        assert!(key(Request::get("/").header("host", "a").header("host", "a")).is_none());
        assert!(key(Request::get("/").header("content-length", "1")).is_none());
        assert!(key(Request::get("/").header("transfer-encoding", "chunked")).is_none());
        assert!(key(Request::get("/").header("content-length", "0")).is_some());
        assert!(key(Request::get(format!("/{}", "x".repeat(MAX_KEY_LEN)))).is_none());
        let content = Request::get("/").body(Full::new(Bytes::from("q"))).unwrap();
        assert!(key_with(&content, 0, "").is_none());
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        let empty = || Request::get("/").body(Empty::<Bytes>::new()).unwrap();
        assert_ne!(key_with(&empty(), 0, "a"), key_with(&empty(), 1, "a"));
        assert_ne!(key_with(&empty(), 0, "a"), key_with(&empty(), 0, ""));
        let vary = [http::header::ACCEPT, http::header::ACCEPT_LANGUAGE];
        let variant = |headers: &[(HeaderName, &'static str)]| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(name, http::HeaderValue::from_static(value));
            }
            key_of_variant(b"", &vary, &map).unwrap()
        };
        let [accept, language] = vary.clone();
        let all = [
            variant(&[]),
            variant(&[(accept.clone(), "")]),
            variant(&[(accept.clone(), "a")]),
            variant(&[(language.clone(), "a")]),
            variant(&[(accept.clone(), "a, b")]),
            variant(&[(accept.clone(), "a"), (accept.clone(), "b")]),
            variant(&[(accept.clone(), "b"), (accept, "a")]),
        ];
        for one in &all {
            assert_eq!(all.iter().filter(|other| *other == one).count(), 1);
        }
    }
}
