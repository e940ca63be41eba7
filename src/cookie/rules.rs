//! The grammar of RFC 6265bis §4.1.1, and the rules of §4.1.3, §5.5 and §5.7.

use std::time::Duration;

use cookie::time::{OffsetDateTime, UtcOffset};

use super::error::CookieError;
use crate::const_bytes::equal;

/// Maximum length of a name and a value together, in bytes.
///
/// Clients ignore a longer cookie (§5.6).
const PAIR: usize = 4096;
/// Maximum length of an attribute value, in bytes.
///
/// Clients ignore a longer attribute (§5.6).
const ATTRIBUTE: usize = 1024;
/// Maximum length of a host name, in bytes (RFC 1035 §2.3.4).
const HOST: usize = 255;
/// Maximum length of a label in a host name, in bytes (RFC 1035 §2.3.4).
const LABEL: usize = 63;
/// Maximum lifetime of a cookie: 400 days (§5.5).
pub(crate) const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);
/// Maximum number of cookies that a response sets.
///
/// Clients store at least 50 cookies for a domain (§6.1), and curl accepts 50 from a response.
const COOKIES: u32 = 50;
/// Maximum size of all cookies of a response, in bytes.
///
/// Each cookie counts with its line, the name `set-cookie`, and the 32 bytes of overhead in RFC
/// 7541 §4.1. Node and hyper reject a head of more than 16 KiB by default; 2 KiB of these remain
/// for other headers.
const TOTAL: u32 = 14 * 1024;
pub(super) const FIELD: u32 = "set-cookie".len() as u32 + 32;
/// Seconds from the epoch to the start of 2026.
///
/// This version was written in 2026.
const WRITTEN: i64 = 1_767_225_600;

/// Checks `cookie-name = token`, as in RFC 9110 §5.6.2.
pub(super) const fn name(name: &[u8]) -> Result<(), CookieError> {
    let mut at = 0;
    while at < name.len() {
        if !is_token(name[at]) {
            return Err(CookieError::InvalidName);
        }
        at += 1;
    }
    if at == 0 { Err(CookieError::InvalidName) } else { Ok(()) }
}

/// Returns a hash of the name: two different names rarely have the same.
pub(super) const fn name_hash(name: &[u8]) -> u16 {
    let (mut hash, mut at) = (0_u16, 0);
    while at < name.len() {
        hash = hash.rotate_left(5) ^ name[at] as u16;
        at += 1;
    }
    hash
}

/// Checks `cookie-value = *cookie-octet / ( DQUOTE *cookie-octet DQUOTE )`.
#[inline]
pub(super) fn value(value: &[u8]) -> Result<(), CookieError> {
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

pub(super) const fn pair_len(name: usize, value: usize) -> Result<(), CookieError> {
    if name + value <= PAIR { Ok(()) } else { Err(CookieError::TooLong) }
}

/// Checks the number of cookies and their bytes, which include a [`FIELD`] each.
#[inline]
pub(super) const fn total(cookies: u32, bytes: u32) -> Result<(), CookieError> {
    if cookies <= COOKIES && bytes <= TOTAL { Ok(()) } else { Err(CookieError::TooMuch) }
}

/// Checks `path-value = *av-octet`, and that a request can have this path.
///
/// The path must be absolute, since a client replaces any other path with its default. A client
/// compares it with the path of the request, byte for byte (§5.1.4), and normalizes the latter. `?`
/// and `#` end the path, `\` becomes `/`, and segments of one or two dots are resolved. Characters
/// of the URL standard's path percent-encode set are encoded. A cookie with any other path would be
/// stored but never sent back.
pub(super) const fn path(path: &[u8]) -> Result<(), CookieError> {
    if path.is_empty() || path[0] != b'/' || path.len() > ATTRIBUTE {
        return Err(CookieError::InvalidPath);
    }
    let (mut at, mut segment) = (1, 1);
    while at <= path.len() {
        if at == path.len() || path[at] == b'/' {
            if is_dots(path, segment, at) {
                return Err(CookieError::InvalidPath);
            }
            segment = at + 1;
        } else if !is_path_octet(path[at]) {
            return Err(CookieError::InvalidPath);
        }
        at += 1;
    }
    Ok(())
}

/// Returns whether the segment is `.` or `..`, where `%2e` is also a dot.
const fn is_dots(path: &[u8], mut at: usize, end: usize) -> bool {
    let mut dots = 0;
    while at < end {
        if path[at] == b'.' {
            at += 1;
        } else if at + 2 < end
            && path[at] == b'%'
            && path[at + 1] == b'2'
            && path[at + 2] | 32 == b'e'
        {
            at += 3;
        } else {
            return false;
        }
        dots += 1;
    }
    dots == 1 || dots == 2
}

/// Checks `domain-value = <subdomain>`, as in RFC 1034 §3.5, enhanced by RFC 1123 §2.1.
pub(super) const fn domain(domain: &[u8]) -> Result<(), CookieError> {
    let (mut at, mut label) = (0, 0);
    while at <= domain.len() {
        if at == domain.len() || domain[at] == b'.' {
            let bounds_ok = label > 0 && domain[at - 1] != b'-' && domain[at - label] != b'-';
            if !bounds_ok || label > LABEL {
                return Err(CookieError::InvalidDomain);
            }
            label = 0;
        } else if domain[at].is_ascii_alphanumeric() || domain[at] == b'-' {
            label += 1;
        } else {
            return Err(CookieError::InvalidDomain);
        }
        at += 1;
    }
    if domain.len() <= HOST { Ok(()) } else { Err(CookieError::InvalidDomain) }
}

/// Checks the lifetime, in seconds.
///
/// RFC 6265bis §5.5: "the user agent MUST limit the maximum age of the cookie. The limit SHOULD NOT
/// be greater than 400 days (34560000 seconds) in the future."
pub(super) const fn lifetime(seconds: u64) -> Result<(), CookieError> {
    if seconds <= LONGEST.as_secs() { Ok(()) } else { Err(CookieError::InvalidMaxAge) }
}

/// Formats `sane-cookie-date = IMF-fixdate`, as in RFC 9110 §5.6.7.
pub(super) fn date(at: OffsetDateTime) -> Result<String, CookieError> {
    let at = at.checked_to_offset(UtcOffset::UTC).ok_or(CookieError::InvalidExpires)?;
    if !(1601..=9999).contains(&at.year()) {
        return Err(CookieError::InvalidExpires);
    }
    let (weekday, month) = (at.weekday().to_string(), at.month().to_string());
    let (day, year) = (at.day(), at.year());
    let (hour, minute, second) = at.to_hms();
    Ok(format!("{weekday:.3}, {day:02} {month:.3} {year} {hour:02}:{minute:02}:{second:02} GMT"))
}

/// Returns whether a date is in the past, regardless of the clock.
///
/// A date before [`WRITTEN`] was in the past when this version was written.
pub(super) fn is_past(at: OffsetDateTime) -> bool {
    at.unix_timestamp() < WRITTEN
}

/// The attributes that name prefixes and `Secure` make depend on each other.
pub(super) struct Ties<'a> {
    pub(super) name: &'a [u8],
    pub(super) secure: bool,
    pub(super) http_only: bool,
    pub(super) root_path: bool,
    pub(super) has_domain: bool,
    pub(super) cross_site: bool,
    pub(super) partitioned: bool,
}

pub(super) const fn ties(cookie: &Ties<'_>) -> Result<(), CookieError> {
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
pub(super) const fn prefix_is(name: &[u8], prefix: &[u8]) -> Result<(), CookieError> {
    const PREFIXES: [&[u8]; 4] = [b"__Secure-", b"__Host-", b"__Http-", b"__Host-Http-"];
    let mut at = 0;
    while at < PREFIXES.len() {
        let other = PREFIXES[at];
        if other.len() > prefix.len() && has_prefix(name, other) {
            return Err(CookieError::UnexpectedPrefix);
        }
        at += 1;
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
    let mut at = 0;
    while at < prefix.len() {
        if at == name.len() || !name[at].eq_ignore_ascii_case(&prefix[at]) {
            return false;
        }
        at += 1;
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
