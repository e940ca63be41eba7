//! The headers that cannot be set directly.

use crate::const_bytes::equal;

/// The headers that cannot be set directly: cookies, caching, and framing.
///
/// They cannot be trailers either. A name that is removed here is then a trailer too, unless
/// `FORBIDDEN` in `trailer.rs` has it.
///
/// > "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header
/// > fields." ([RFC 9113 §8.2.2](https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2))
const RESERVED: [&str; 10] = [
    "set-cookie",
    "cache-control",
    "content-length",
    "transfer-encoding",
    "connection",
    "trailer",
    "keep-alive",
    "proxy-connection",
    "upgrade",
    "te",
];

pub(super) const fn is_reserved(name: &[u8]) -> bool {
    if is_targeted(name) {
        return true;
    }
    let mut index = 0;
    while index < RESERVED.len() {
        if equal(RESERVED[index].as_bytes(), name) {
            return true;
        }
        index += 1;
    }
    false
}

/// Returns whether a header overrides `Cache-Control` for some caches (RFC 9213).
///
/// This is `CDN-Cache-Control` or a similar header for a single product.
pub(crate) const fn is_targeted(name: &[u8]) -> bool {
    const SUFFIX: &[u8] = b"cdn-cache-control";
    match name.len().checked_sub(SUFFIX.len()) {
        Some(start) => equal(name.split_at(start).1, SUFFIX),
        None => false,
    }
}
