//! A cached page: its content, its headers and its freshness.

use std::time::Instant;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::budget::Charge;
use super::generations::Validity;
use super::rules::{Terms, vary};
use super::times::{Freshness, Times};

/// The approximate overhead of the entry of a cached page, in bytes.
const ENTRY_OVERHEAD: usize = 1024;

/// The approximate overhead of a header or tag, in bytes.
const HEADER_OVERHEAD: usize = 128;

/// A page that was sent in full.
#[derive(Debug)]
pub(super) struct CachedPage {
    headers: HeaderMap,
    blocks: Box<[Bytes]>,
    validity: Validity,
    times: Times,
    /// The memory that the page takes, in bytes.
    weight: usize,
    /// The charge for everything except the blocks, which have their own.
    _charge: Charge,
}

/// Returns the memory that a page takes except its content, in bytes.
pub(super) fn overhead(key: &[u8], terms: &Terms) -> usize {
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        name.as_str().len() + value.len() + HEADER_OVERHEAD
    };
    let headers: usize = terms.headers.iter().map(header).sum();
    let tags: usize = terms.tags.iter().map(|tag| tag.len() + HEADER_OVERHEAD).sum();
    // The second copy of the key accounts for the name of its path in the generations.
    ENTRY_OVERHEAD + 2 * key.len() + headers + tags
}

impl CachedPage {
    /// Creates a page from its terms and its content.
    pub(super) fn new(
        terms: Terms,
        blocks: Box<[Bytes]>,
        validity: Validity,
        charge: Charge,
        overhead: usize,
    ) -> Self {
        let Terms { mut headers, times, .. } = terms;
        let len: usize = blocks.iter().map(Bytes::len).sum();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(len));
        let weight = len + overhead;
        Self { headers, blocks, validity, times, weight, _charge: charge }
    }

    /// Returns the memory that the page takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// Returns the content as a list of blocks.
    pub(super) fn blocks(&self) -> &[Bytes] {
        &self.blocks
    }

    /// Returns the headers, without the age of the page.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns whether `Vary` names this header.
    pub(super) fn varies_by(&self, name: &HeaderName) -> bool {
        vary(&self.headers).is_some_and(|vary| vary.contains(name))
    }

    /// Returns the freshness at this time.
    pub(super) fn freshness(&self, now: Instant) -> Freshness {
        if !self.validity.is_current() {
            return Freshness::Unusable;
        }
        self.times.freshness(now)
    }

    /// Returns whether the page may be stored in place of another one.
    ///
    /// A page that was rendered earlier may end later.
    pub(super) fn may_replace(&self, other: &Self, now: Instant) -> bool {
        self.times.since >= other.times.since || other.freshness(now) == Freshness::Unusable
    }

    /// Returns the headers of a response, with the `Age` at this time.
    pub(super) fn headers_at(&self, now: Instant) -> HeaderMap {
        let mut headers = self.headers.clone();
        self.times.set_age(&mut headers, now);
        headers
    }
}
