//! The grammar of RFC 6265bis §4.1.1, and the rules of §4.1.3, §5.5 and §5.7.

use std::time::Duration;

use super::error::CookieError;
use crate::const_bytes::equal;

/// Maximum length of a name and a value together, in bytes.
///
/// Clients ignore a longer cookie (§5.6).
const MAX_PAIR_LEN: usize = 4096;
/// Maximum length of an attribute value, in bytes.
///
/// Clients ignore a longer attribute (§5.6).
const MAX_ATTRIBUTE_LEN: usize = 1024;
/// Maximum length of a host name, in bytes (RFC 1035 §2.3.4).
const MAX_HOST_LEN: usize = 255;
/// Maximum length of a label in a host name, in bytes (RFC 1035 §2.3.4).
const MAX_LABEL_LEN: usize = 63;
/// Maximum lifetime of a cookie: 400 days (§5.5).
pub(crate) const MAX_AGE: Duration = Duration::from_secs(400 * 24 * 60 * 60);
/// Maximum number of cookies that a response sets.
///
/// Clients store at least 50 cookies for a domain (§6.1), and curl accepts 50 from a response.
const MAX_COOKIES: u32 = 50;
/// Maximum size of all cookies of a response, in bytes.
///
/// Each cookie counts with its line, the name `set-cookie`, and the 32 bytes of overhead in RFC
/// 7541 §4.1. Node and hyper reject a head of more than 16 KiB by default; 2 KiB of these remain
/// for other headers.
const MAX_TOTAL: u32 = 14 * 1024;
pub(super) const LINE_OVERHEAD: u32 = "set-cookie".len() as u32 + 32;
/// Checks `cookie-name = token`, as in RFC 9110 §5.6.2.
pub(super) const fn check_name(name: &[u8]) -> Result<(), CookieError> {
    let mut index = 0;
    while index < name.len() {
        if !is_token(name[index]) {
            return Err(CookieError::InvalidName);
        }
        index += 1;
    }
    if index == 0 { Err(CookieError::InvalidName) } else { Ok(()) }
}

/// Returns a hash of the name: two different names rarely have the same.
pub(super) const fn name_hash(name: &[u8]) -> u16 {
    let (mut hash, mut index) = (0_u16, 0);
    while index < name.len() {
        hash = hash.rotate_left(5) ^ name[index] as u16;
        index += 1;
    }
    hash
}

/// Checks `cookie-value = *cookie-octet / ( DQUOTE *cookie-octet DQUOTE )`.
#[inline]
pub(super) fn check_value(value: &[u8]) -> Result<(), CookieError> {
    let bytes = match value {
        [b'"', inner @ .., b'"'] => inner,
        plain => plain,
    };
    // Sixteen bytes are checked without a branch, so the compiler generates vector instructions.
    let mut rest = bytes;
    while let Some((block, after)) = rest.split_first_chunk::<16>() {
        if block.iter().fold(0, |bad, &byte| bad | u8::from(!is_cookie_octet(byte))) != 0 {
            return Err(CookieError::InvalidValue);
        }
        rest = after;
    }
    let ok = rest.iter().all(|&byte| is_cookie_octet(byte));
    ok.then_some(()).ok_or(CookieError::InvalidValue)
}

pub(super) const fn check_pair_len(name: usize, value: usize) -> Result<(), CookieError> {
    if name + value <= MAX_PAIR_LEN { Ok(()) } else { Err(CookieError::TooLong) }
}

/// Checks the number of cookies and their bytes, which include a [`LINE_OVERHEAD`] each.
#[inline]
pub(super) const fn check_total(cookies: u32, bytes: u32) -> Result<(), CookieError> {
    if cookies <= MAX_COOKIES && bytes <= MAX_TOTAL { Ok(()) } else { Err(CookieError::TooMuch) }
}

/// Checks `path-value = *av-octet`, and that a request can have this path.
///
/// The path must be absolute, since a client replaces any other path with its default. A client
/// compares it with the path of the request, byte for byte (§5.1.4), and normalizes the latter. `?`
/// and `#` end the path, `\` becomes `/`, and segments of one or two dots are resolved. Characters
/// of the URL standard's path percent-encode set are encoded. A cookie with any other path would be
/// stored but never sent back.
pub(super) const fn check_path(path: &[u8]) -> Result<(), CookieError> {
    if path.is_empty() || path[0] != b'/' || path.len() > MAX_ATTRIBUTE_LEN {
        return Err(CookieError::InvalidPath);
    }
    let (mut index, mut segment) = (1, 1);
    while index <= path.len() {
        if index == path.len() || path[index] == b'/' {
            if is_dots(path, segment, index) {
                return Err(CookieError::InvalidPath);
            }
            segment = index + 1;
        } else if !is_path_octet(path[index]) {
            return Err(CookieError::InvalidPath);
        }
        index += 1;
    }
    Ok(())
}

/// Returns whether the segment is `.` or `..`, where `%2e` is also a dot.
const fn is_dots(path: &[u8], mut index: usize, end: usize) -> bool {
    let mut dots = 0;
    while index < end {
        if path[index] == b'.' {
            index += 1;
        } else if index + 2 < end
            && path[index] == b'%'
            && path[index + 1] == b'2'
            && path[index + 2] | 32 == b'e'
        {
            index += 3;
        } else {
            return false;
        }
        dots += 1;
    }
    dots == 1 || dots == 2
}

/// Checks `domain-value = <subdomain>`, as in RFC 1034 §3.5, enhanced by RFC 1123 §2.1.
pub(super) const fn check_domain(domain: &[u8]) -> Result<(), CookieError> {
    let (mut index, mut label) = (0, 0);
    while index <= domain.len() {
        if index == domain.len() || domain[index] == b'.' {
            let bounds_ok = label > 0 && domain[index - 1] != b'-' && domain[index - label] != b'-';
            if !bounds_ok || label > MAX_LABEL_LEN {
                return Err(CookieError::InvalidDomain);
            }
            label = 0;
        } else if domain[index].is_ascii_alphanumeric() || domain[index] == b'-' {
            label += 1;
        } else {
            return Err(CookieError::InvalidDomain);
        }
        index += 1;
    }
    if domain.len() <= MAX_HOST_LEN { Ok(()) } else { Err(CookieError::InvalidDomain) }
}

/// Checks the lifetime, in seconds.
///
/// RFC 6265bis §5.5: "the user agent MUST limit the maximum age of the cookie. The limit SHOULD NOT
/// be greater than 400 days (34560000 seconds) in the future."
pub(super) const fn check_max_age(seconds: u64) -> Result<(), CookieError> {
    if seconds <= MAX_AGE.as_secs() { Ok(()) } else { Err(CookieError::InvalidMaxAge) }
}

/// The attributes that name prefixes and `Secure` make depend on each other.
pub(super) struct Attributes<'a> {
    pub(super) name: &'a [u8],
    pub(super) secure: bool,
    pub(super) http_only: bool,
    pub(super) root_path: bool,
    pub(super) has_domain: bool,
    pub(super) cross_site: bool,
    pub(super) partitioned: bool,
}

pub(super) const fn check_combination(cookie: &Attributes<'_>) -> Result<(), CookieError> {
    let host = has_prefix(cookie.name, b"__Host-");
    let http = has_prefix(cookie.name, b"__Http-") || has_prefix(cookie.name, b"__Host-Http-");
    let secure = host || http || has_prefix(cookie.name, b"__Secure-");
    if secure && !cookie.secure {
        Err(CookieError::PrefixNeedsSecure)
    } else if http && !cookie.http_only {
        Err(CookieError::PrefixNeedsHttpOnly)
    } else if host && !cookie.root_path {
        Err(CookieError::PrefixNeedsRootPath)
    } else if host && cookie.has_domain {
        Err(CookieError::PrefixForbidsDomain)
    } else if cookie.cross_site && !cookie.secure {
        Err(CookieError::SameSiteNoneNeedsSecure)
    } else if cookie.partitioned && !cookie.secure {
        Err(CookieError::PartitionedNeedsSecure)
    } else {
        Ok(())
    }
}

/// Checks that a name has this prefix, and no longer prefix.
pub(super) const fn check_prefix(name: &[u8], prefix: &[u8]) -> Result<(), CookieError> {
    const PREFIXES: [&[u8]; 4] = [b"__Secure-", b"__Host-", b"__Http-", b"__Host-Http-"];
    let mut index = 0;
    while index < PREFIXES.len() {
        let other = PREFIXES[index];
        if other.len() > prefix.len() && has_prefix(name, other) {
            return Err(CookieError::UnexpectedPrefix);
        }
        index += 1;
    }
    if starts_with(name, prefix) { Ok(()) } else { Err(CookieError::PrefixMissing) }
}

const fn starts_with(name: &[u8], prefix: &[u8]) -> bool {
    match name.split_at_checked(prefix.len()) {
        Some((start, _)) => equal(start, prefix),
        None => false,
    }
}

/// Returns whether a client sees the prefix in this name.
///
/// §5.7 compares prefixes case-insensitively, so `__HOST-` is not a way around the rules.
const fn has_prefix(name: &[u8], prefix: &[u8]) -> bool {
    let mut index = 0;
    while index < prefix.len() {
        if index == name.len() || !name[index].eq_ignore_ascii_case(&prefix[index]) {
            return false;
        }
        index += 1;
    }
    true
}

const fn is_token(byte: u8) -> bool {
    matches!(byte,
        b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`'
        | b'|' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')
}

/// Returns whether `cookie-octet = %x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E` matches.
pub(super) const fn is_cookie_octet(byte: u8) -> bool {
    (byte > b' ')
        & (byte < 0x7F)
        & (byte != b'"')
        & (byte != b',')
        & (byte != b';')
        & (byte != b'\\')
}

/// Returns whether `av-octet = %x20-3A / %x3C-7E` matches.
///
/// Bytes that no request path has are excluded.
const fn is_path_octet(byte: u8) -> bool {
    !matches!(byte, b'"' | b'#' | b';' | b'<' | b'>' | b'?' | b'\\' | b'`' | b'{' | b'}')
        && matches!(byte, 0x21..=0x7E)
}
