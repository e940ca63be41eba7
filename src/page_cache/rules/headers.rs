//! The headers that restrict sharing, and those that are not stored.

use http::header::{self, HeaderMap, HeaderName};

/// The maximum number of headers by which a page can vary.
const MAX_VARY: usize = 16;

/// Returns the sorted names in `Vary`, or `None` if no key can include them.
pub(in crate::page_cache) fn vary(headers: &HeaderMap) -> Option<Vec<HeaderName>> {
    let mut names = Vec::new();
    for value in headers.get_all(header::VARY) {
        for name in value.to_str().ok()?.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            // RFC 9111 §4.1:
            //
            // > A stored response with a Vary header field value containing a member "*" always
            // > fails to match.
            //
            // `*` is not the name of a header.
            if name == "*" {
                return None;
            }
            names.push(HeaderName::from_bytes(name.as_bytes()).ok()?);
        }
    }
    names.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
    names.dedup();
    (names.len() <= MAX_VARY).then_some(names)
}

/// Returns whether a `Content-Security-Policy` has a nonce, which is for one response.
pub(super) fn has_nonce(headers: &HeaderMap) -> bool {
    let names = [header::CONTENT_SECURITY_POLICY, header::CONTENT_SECURITY_POLICY_REPORT_ONLY];
    names.iter().flat_map(|name| headers.get_all(name)).any(|value| {
        let value = value.as_bytes().to_ascii_lowercase();
        value.windows(b"'nonce-".len()).any(|part| part == b"'nonce-")
    })
}

/// Removes the headers that apply to one connection only.
///
/// RFC 9111 §3.1 excludes these from the headers that a cache stores:
///
/// > the Connection header field and fields whose names are listed in it
///
/// and
///
/// > header fields that are specific to the proxy
pub(super) fn remove_connection_headers(headers: &mut HeaderMap) {
    let listed: Vec<_> = headers
        .get_all(header::CONNECTION)
        .iter()
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
        .filter_map(|name| HeaderName::from_bytes(name.trim_ascii()).ok())
        .collect();
    let always = [
        header::CONNECTION,
        HeaderName::from_static("keep-alive"),
        HeaderName::from_static("proxy-connection"),
        header::PROXY_AUTHENTICATE,
        HeaderName::from_static("proxy-authentication-info"),
        header::PROXY_AUTHORIZATION,
        header::TE,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ];
    for name in listed.iter().chain(&always) {
        headers.remove(name);
    }
}
