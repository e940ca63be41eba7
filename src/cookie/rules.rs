//! The grammar of RFC 6265bis §4.1.1, and what §4.1.3, §5.5 and §5.7 demand beyond it.

use cookie::time::{OffsetDateTime, UtcOffset};

use super::error::CookieError;

/// Octets of a name and a value together, beyond which a client ignores the cookie (§5.6).
const PAIR: usize = 4096;
/// Octets of an attribute value, beyond which a client ignores the attribute (§5.6).
const ATTRIBUTE: usize = 1024;
/// Octets of a host name (RFC 1035 §2.3.4).
const HOST: usize = 255;
/// Seconds that a cookie may live: 400 days (§5.5).
const LIFETIME: u64 = 400 * 24 * 60 * 60;

/// `cookie-name = token`, as in RFC 9110 §5.6.2.
pub(super) fn name(name: &[u8]) -> Result<(), CookieError> {
    let ok = !name.is_empty() && name.iter().all(|&octet| is_token(octet));
    ok.then_some(()).ok_or(CookieError::Name)
}

/// `cookie-value = *cookie-octet / ( DQUOTE *cookie-octet DQUOTE )`
pub(super) fn value(value: &[u8]) -> Result<(), CookieError> {
    let octets = match value {
        [b'"', inner @ .., b'"'] => inner,
        plain => plain,
    };
    let ok = octets.iter().all(|&octet| is_cookie_octet(octet));
    ok.then_some(()).ok_or(CookieError::Value)
}

pub(super) fn pair_len(name: &[u8], value: &[u8]) -> Result<(), CookieError> {
    (name.len() + value.len() <= PAIR).then_some(()).ok_or(CookieError::TooLong)
}

/// `path-value = *av-octet`, absolute, since a client replaces one that is not by its default.
pub(super) fn path(path: &[u8]) -> Result<(), CookieError> {
    let ok = path.len() <= ATTRIBUTE
        && path.first() == Some(&b'/')
        && path.iter().all(|&octet| is_attribute_octet(octet));
    ok.then_some(()).ok_or(CookieError::Path)
}

/// `domain-value = <subdomain>`, as in RFC 1034 §3.5, enhanced by RFC 1123 §2.1.
pub(super) fn domain(domain: &[u8]) -> Result<(), CookieError> {
    let is_label = |label: &[u8]| {
        (1..=63).contains(&label.len())
            && label.iter().all(|&octet| octet.is_ascii_alphanumeric() || octet == b'-')
            && label.first() != Some(&b'-')
            && label.last() != Some(&b'-')
    };
    let ok = domain.len() <= HOST && domain.split(|&octet| octet == b'.').all(is_label);
    ok.then_some(()).ok_or(CookieError::Domain)
}

/// RFC 6265bis §5.5: "The user agent […] SHOULD NOT be greater than 400 days (34560000 seconds) in
/// the future."
pub(super) fn lifetime(seconds: u64) -> Result<(), CookieError> {
    (seconds <= LIFETIME).then_some(()).ok_or(CookieError::Lifetime)
}

/// `sane-cookie-date = IMF-fixdate`, as in RFC 9110 §5.6.7.
pub(super) fn date(at: OffsetDateTime) -> Result<String, CookieError> {
    let at = at.checked_to_offset(UtcOffset::UTC).ok_or(CookieError::Expires)?;
    if !(1601..=9999).contains(&at.year()) {
        return Err(CookieError::Expires);
    }
    let (weekday, month) = (at.weekday().to_string(), at.month().to_string());
    let (day, year) = (at.day(), at.year());
    let (hour, minute, second) = at.to_hms();
    Ok(format!("{weekday:.3}, {day:02} {month:.3} {year} {hour:02}:{minute:02}:{second:02} GMT"))
}

/// What the name prefixes and `Secure` tie together.
pub(super) struct Ties<'a> {
    pub(super) name: &'a [u8],
    pub(super) secure: bool,
    pub(super) http_only: bool,
    pub(super) root_path: bool,
    pub(super) has_domain: bool,
    pub(super) cross_site: bool,
    pub(super) partitioned: bool,
}

pub(super) fn ties(cookie: &Ties<'_>) -> Result<(), CookieError> {
    let host = has_prefix(cookie.name, b"__Host-");
    let http = has_prefix(cookie.name, b"__Http-") || has_prefix(cookie.name, b"__Host-Http-");
    let secure = host || http || has_prefix(cookie.name, b"__Secure-");
    let rules = [
        (secure && !cookie.secure, CookieError::PrefixNeedsSecure),
        (http && !cookie.http_only, CookieError::PrefixNeedsHttpOnly),
        (host && !cookie.root_path, CookieError::PrefixNeedsRootPath),
        (host && cookie.has_domain, CookieError::PrefixForbidsDomain),
        (cookie.cross_site && !cookie.secure, CookieError::CrossSiteNeedsSecure),
        (cookie.partitioned && !cookie.secure, CookieError::PartitionedNeedsSecure),
    ];
    match rules.into_iter().find(|(broken, _)| *broken) {
        Some((_, rule)) => Err(rule),
        None => Ok(()),
    }
}

/// §5.7 compares prefixes without case, so that `__host-` is no way round.
fn has_prefix(name: &[u8], prefix: &[u8]) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

const fn is_token(octet: u8) -> bool {
    matches!(octet,
        b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`'
        | b'|' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')
}

/// `cookie-octet = %x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E`
const fn is_cookie_octet(octet: u8) -> bool {
    matches!(octet, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E)
}

/// `av-octet = %x20-3A / %x3C-7E`
const fn is_attribute_octet(octet: u8) -> bool {
    matches!(octet, 0x20..=0x3A | 0x3C..=0x7E)
}
