//! A page that is cached, and what it answers.

use std::time::{Duration, Instant, UNIX_EPOCH};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::ledger::Charge;
use super::rules::Terms;
use super::stamps::Validity;

/// Bytes of a page besides its content, headers and names: those of the cache itself, about.
const OVERHEAD: usize = 1024;

/// Bytes of a header besides its text, about.
const HEADER_OVERHEAD: usize = 128;

/// A page that was sent in full.
#[derive(Debug)]
pub(super) struct Page {
    headers: HeaderMap,
    blocks: Box<[Bytes]>,
    validity: Validity,
    since: Instant,
    /// Its age at `since`, in seconds.
    age: u64,
    lifetime: Option<Duration>,
    max_stale: Duration,
    weight: usize,
    /// Of all but the blocks, which have their own.
    _charge: Charge,
}

/// Whether a page can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    Fresh,
    /// It may be sent while it is rendered again.
    Stale,
    Over,
}

/// Returns the bytes of a page besides its content.
pub(super) fn overhead(key: &[u8], terms: &Terms) -> usize {
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        name.as_str().len() + value.len() + HEADER_OVERHEAD
    };
    let headers: usize = terms.headers.iter().map(header).sum();
    let tags: usize = terms.tags.iter().map(|tag| tag.len() + HEADER_OVERHEAD).sum();
    // The key is there twice: with what names its path.
    OVERHEAD + 2 * key.len() + headers + tags
}

impl Page {
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

    /// Returns the bytes that it takes.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    pub(super) fn blocks(&self) -> &[Bytes] {
        &self.blocks
    }

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

    /// Returns the headers of an answer.
    pub(super) fn headers(&self, now: Instant) -> HeaderMap {
        let mut headers = self.headers.clone();
        let age = self.age + now.duration_since(self.since).as_secs();
        if let (1.., Some(header)) = (age, headers.get_mut(header::AGE)) {
            *header = HeaderValue::from(age);
        }
        headers
    }

    /// Returns the headers of an answer to a client that has the page already.
    ///
    /// RFC 9110 §15.4.5: "a sender SHOULD NOT generate representation metadata other than the above listed fields".
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
        // RFC 9110 §13.1.3: "A recipient MUST ignore If-Modified-Since if the request contains an If-None-Match header
        // field".
        if request.contains_key(header::IF_NONE_MATCH) {
            let Some(tag) = self.headers.get(header::ETAG) else { return false };
            return request
                .get_all(header::IF_NONE_MATCH)
                .iter()
                .any(|value| names_tag(value, tag));
        }
        // RFC 9110 §13.1.3: "A recipient MUST ignore the If-Modified-Since header field if the received field value is
        // not a valid HTTP-date, the field value has more than one member, or if the request method is neither GET nor
        // HEAD".
        let mut since = request.get_all(header::IF_MODIFIED_SINCE).iter();
        let (Some(since), None) = (since.next().and_then(date), since.next()) else { return false };
        if let Some(modified) = self.headers.get(header::LAST_MODIFIED) {
            return date(modified).is_some_and(|modified| modified <= since);
        }
        // RFC 9111 §4.3.2: "When […] the Last-Modified header field is not present in a stored response, a cache SHOULD
        // use the stored response's Date field value". In the same second, the client may have the page before this one.
        let made = self.headers.get(header::DATE).and_then(date);
        made.is_some_and(|made| made < since)
    }
}

/// Returns whether `If-None-Match` names an entity tag, or any.
///
/// RFC 9110 §13.1.2: "A recipient MUST use the weak comparison function when comparing entity tags for
/// If-None-Match".
fn names_tag(value: &HeaderValue, tag: &HeaderValue) -> bool {
    let (mut rest, tag) = (value.as_bytes().trim_ascii(), opaque(tag.as_bytes()));
    if rest == b"*" {
        return true;
    }
    // An entity tag may have a comma inside.
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

/// Returns an entity tag without the mark of a weak one.
fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

/// Returns the seconds of an HTTP date, since 1970.
fn date(value: &HeaderValue) -> Option<u64> {
    let date = httpdate::parse_http_date(value.to_str().ok()?).ok()?;
    Some(date.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
