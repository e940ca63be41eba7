//! A cached page, and the responses made from it.

use std::time::{Duration, Instant, UNIX_EPOCH};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::ledger::Charge;
use super::rules::Terms;
use super::stamps::Validity;

/// The approximate overhead of a cached page, in bytes.
const OVERHEAD: usize = 1024;

/// The approximate overhead of a header or tag, in bytes.
const HEADER_OVERHEAD: usize = 128;

/// A page that was sent in full.
#[derive(Debug)]
pub(super) struct Page {
    headers: HeaderMap,
    blocks: Box<[Bytes]>,
    validity: Validity,
    /// The time at which the handler returned the response.
    since: Instant,
    /// The age of the response at `since`, in seconds.
    age: u64,
    /// The lifetime from `since`, or `None` if it is unlimited.
    lifetime: Option<Duration>,
    /// The time after the lifetime in which a stale page may be sent.
    max_stale: Duration,
    /// The memory that the page takes, in bytes.
    weight: usize,
    /// The charge for everything except the blocks, which have their own.
    _charge: Charge,
}

/// The freshness of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// The page may be sent.
    Fresh,
    /// The page has expired, but may be sent while it is rendered again.
    Stale,
    /// The page must not be sent.
    Over,
}

/// Returns the memory that a page takes except its content, in bytes.
pub(super) fn overhead(key: &[u8], terms: &Terms) -> usize {
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        name.as_str().len() + value.len() + HEADER_OVERHEAD
    };
    let headers: usize = terms.headers.iter().map(header).sum();
    let tags: usize = terms.tags.iter().map(|tag| tag.len() + HEADER_OVERHEAD).sum();
    // The second copy of the key accounts for the name of its path in the stamps.
    OVERHEAD + 2 * key.len() + headers + tags
}

impl Page {
    /// Creates a page from its terms and its content.
    pub(super) fn new(
        terms: Terms,
        blocks: Box<[Bytes]>,
        validity: Validity,
        since: Instant,
        charge: Charge,
        overhead: usize,
    ) -> Self {
        let Terms { mut headers, lifetime, max_stale, age, .. } = terms;
        let len: usize = blocks.iter().map(Bytes::len).sum();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(len));
        let weight = len + overhead;
        Self { headers, blocks, validity, since, age, lifetime, max_stale, weight, _charge: charge }
    }

    /// Returns the memory that the page takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// Returns the content as a list of blocks.
    pub(super) fn blocks(&self) -> &[Bytes] {
        &self.blocks
    }

    /// Returns the freshness at this time.
    pub(super) fn freshness(&self, now: Instant) -> Freshness {
        if !self.validity.is_current() {
            return Freshness::Over;
        }
        let Some(lifetime) = self.lifetime else { return Freshness::Fresh };
        let resident = now.duration_since(self.since);
        if resident < lifetime {
            Freshness::Fresh
        } else if resident < lifetime.saturating_add(self.max_stale) {
            Freshness::Stale
        } else {
            Freshness::Over
        }
    }

    /// Returns the headers of a response, with the `Age` at this time.
    pub(super) fn headers(&self, now: Instant) -> HeaderMap {
        let mut headers = self.headers.clone();
        let age = self.age + now.duration_since(self.since).as_secs();
        if let (1.., Some(header)) = (age, headers.get_mut(header::AGE)) {
            *header = HeaderValue::from(age);
        }
        headers
    }

    /// Returns the headers of a 304 response.
    ///
    /// RFC 9110 §15.4.5:
    ///
    /// > a sender SHOULD NOT generate representation metadata other than the above listed fields
    pub(super) fn headers_of_304(&self, now: Instant) -> HeaderMap {
        let mut headers = self.headers(now);
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
    pub(super) fn is_unmodified_for(&self, request: &HeaderMap) -> bool {
        // RFC 9110 §13.1.3:
        //
        // > A recipient MUST ignore If-Modified-Since if the request contains an If-None-Match
        // > header field
        if request.contains_key(header::IF_NONE_MATCH) {
            let Some(tag) = self.headers.get(header::ETAG) else { return false };
            return request
                .get_all(header::IF_NONE_MATCH)
                .iter()
                .any(|value| names_tag(value, tag));
        }
        // RFC 9110 §13.1.3:
        //
        // > A recipient MUST ignore the If-Modified-Since header field if the received field value
        // > is not a valid HTTP-date, the field value has more than one member, or if the request
        // > method is neither GET nor HEAD.
        let mut since = request.get_all(header::IF_MODIFIED_SINCE).iter();
        let (Some(since), None) = (since.next().and_then(date), since.next()) else { return false };
        if let Some(modified) = self.headers.get(header::LAST_MODIFIED) {
            return date(modified).is_some_and(|modified| modified <= since);
        }
        // RFC 9111 §4.3.2:
        //
        // > When […] the Last-Modified header field is not present in a stored response, a cache
        // > SHOULD use the stored response's Date field value
        //
        // If both dates are equal, the client may have an earlier page of the same second.
        let made = self.headers.get(header::DATE).and_then(date);
        made.is_some_and(|made| made < since)
    }
}

/// Returns whether an `If-None-Match` value matches this entity tag.
///
/// RFC 9110 §13.1.2: "A recipient MUST use the weak comparison function when comparing entity tags
/// for If-None-Match".
fn names_tag(value: &HeaderValue, tag: &HeaderValue) -> bool {
    let (mut rest, tag) = (value.as_bytes().trim_ascii(), opaque(tag.as_bytes()));
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
fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

/// Returns the seconds from 1970 to an HTTP date, if it is valid.
fn date(value: &HeaderValue) -> Option<u64> {
    let date = httpdate::parse_http_date(value.to_str().ok()?).ok()?;
    Some(date.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
