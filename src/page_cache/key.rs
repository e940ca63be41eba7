//! What tells pages apart.

use std::sync::Arc;

use http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, Request, Uri};
use http_body::Body;

use crate::response::original_target;

/// Bytes of a key beyond which a page is not cached, since a client may choose any.
pub(super) const MAX_KEY_LEN: usize = 2048;

/// The scheme, host and target of a request, byte for byte, and what else the author or `Vary` has named.
pub(super) type Key = Arc<[u8]>;

/// Returns the key of a request, or `None` if no page may be cached for it.
///
/// Nothing is normalized: what a handler could tell apart has another key.
pub(super) fn key_of<B: Body>(request: &Request<B>, layer: usize, extra: &str) -> Option<Vec<u8>> {
    let (headers, target, seen) = (request.headers(), original_target(request), request.uri());
    // A handler may have read the content.
    if !request.body().is_end_stream()
        || headers.contains_key(TRANSFER_ENCODING)
        || headers.get(CONTENT_LENGTH).is_some_and(|len| len != "0")
    {
        return None;
    }
    let host = single_host(target, headers)?;
    let mut key = Vec::with_capacity(128);
    key.extend_from_slice(&layer.to_ne_bytes());
    add(&mut key, extra.as_bytes());
    add(&mut key, host);
    add_target(&mut key, target);
    // A router that nests, or a rewrite, shows the handler another target.
    if seen != target {
        add_target(&mut key, seen);
    }
    (key.len() <= MAX_KEY_LEN).then_some(key)
}

/// Returns the key of the page for these request headers, of those that vary by them.
pub(super) fn key_of_variant(
    key: &[u8],
    vary: &[HeaderName],
    headers: &HeaderMap,
) -> Option<Vec<u8>> {
    let mut key = key.to_vec();
    for name in vary {
        add(&mut key, name.as_str().as_bytes());
        let values = headers.get_all(name);
        // An absent header is not an empty one.
        key.push(u8::try_from(values.iter().count()).ok()?);
        values.iter().for_each(|value| add(&mut key, value.as_bytes()));
    }
    (key.len() <= MAX_KEY_LEN).then_some(key)
}

fn add_target(key: &mut Vec<u8>, target: &Uri) {
    add(key, target.scheme_str().unwrap_or_default().as_bytes());
    add(key, target.authority().map_or("", |authority| authority.as_str()).as_bytes());
    add(key, target.path_and_query().map_or("", |target| target.as_str()).as_bytes());
}

/// Adds a part with its length, so that no two lists of parts are written alike.
fn add(key: &mut Vec<u8>, part: &[u8]) {
    // Longer keys are refused.
    let len = u16::try_from(part.len()).unwrap_or(u16::MAX);
    key.extend_from_slice(&len.to_ne_bytes());
    key.extend_from_slice(part);
}

/// Returns the value of `Host`, which is empty if it is absent; or `None` if it is repeated or contradicts
/// the target, since a handler may have believed either.
fn single_host<'a>(target: &Uri, headers: &'a HeaderMap) -> Option<&'a [u8]> {
    let mut hosts = headers.get_all(HOST).iter();
    let Some(host) = hosts.next() else { return Some(b"") };
    let host = host.as_bytes();
    let is_same =
        |authority: &http::uri::Authority| authority.as_str().as_bytes().eq_ignore_ascii_case(host);
    (hosts.next().is_none() && target.authority().is_none_or(is_same)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{Empty, Full};

    type Bytes = bytes::Bytes;

    fn key(request: http::request::Builder) -> Option<Vec<u8>> {
        key_of(&request.body(Empty::<Bytes>::new()).unwrap(), 0, "")
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
            // `Host: ` and no `Host` are the one exception: neither names a host.
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
        assert!(key_of(&content, 0, "").is_none());
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        let empty = || Request::get("/").body(Empty::<Bytes>::new()).unwrap();
        assert_ne!(key_of(&empty(), 0, "a"), key_of(&empty(), 1, "a"));
        assert_ne!(key_of(&empty(), 0, "a"), key_of(&empty(), 0, ""));
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
