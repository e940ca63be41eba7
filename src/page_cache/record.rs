//! What was sent so far of a page.

mod content;

use std::mem;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_LENGTH, ETAG};
use sha2::{Digest, Sha256};

pub(super) use content::Recorded;

use super::flight::Seat;
use super::ledger::Charge;
use super::page::{self, Page};
use super::rules::Terms;
use super::stamps::Begun;
use super::{Inner, Key};

/// A page that may be cached when it has ended.
pub(super) struct Record {
    pub(super) cache: Arc<Inner>,
    pub(super) key: Key,
    /// The key without what the page varies by.
    pub(super) primary: Key,
    pub(super) begun: Begun,
    /// Absent, if no other request waits for it. It leaves with the record.
    _seat: Option<Seat>,
    pub(super) terms: Terms,
    pub(super) since: Instant,
    /// Of the page, and of its content as far as it is in no block.
    charge: Charge,
    overhead: usize,
    /// Absent, if the page has an entity tag.
    digest: Option<Sha256>,
}

/// A record that has ended.
pub(super) struct Complete {
    record: Record,
    blocks: Box<[Bytes]>,
    len: usize,
}

impl Record {
    /// Starts a record, if the cache has room for one.
    pub(super) fn new(
        cache: &Arc<Inner>,
        (key, primary): (Key, Key),
        begun: Begun,
        _seat: Option<Seat>,
        terms: Terms,
    ) -> Option<Self> {
        let overhead = page::overhead(&key, &terms);
        let mut charge = Charge::nothing(&cache.ledger);
        if !cache.charge(&mut charge, overhead) {
            return None;
        }
        let digest = (!terms.headers.contains_key(ETAG)).then(Sha256::new);
        let (cache, since) = (Arc::clone(cache), Instant::now());
        Some(Self { cache, key, primary, begun, _seat, terms, since, charge, overhead, digest })
    }

    /// Charges for this much content in no block, if there is room.
    fn charge(&mut self, bytes: usize) -> bool {
        self.cache.charge(&mut self.charge, self.overhead + bytes)
    }
}

impl Complete {
    /// Stores the page, unless it is not what it has declared, or something has excluded it since.
    pub(super) fn store(self, declared: Option<u64>) {
        let Self { record, blocks, len } = self;
        let Record {
            cache,
            key,
            primary,
            begun,
            _seat,
            mut terms,
            since,
            charge,
            overhead,
            digest,
        } = record;
        let header = terms.headers.get(CONTENT_LENGTH);
        let header = header.map(|len| len.to_str().ok().and_then(|len| len.parse().ok()));
        let is_whole = declared.is_none_or(|declared| declared == len as u64)
            && header.is_none_or(|header| header == Some(len));
        if is_whole && terms.still_hold() {
            if let Some(digest) = digest {
                // RFC 9110 §8.8.1: "A strong validator is a representation metadata that changes value whenever a change
                // occurs to the representation data".
                if let Ok(tag) = HeaderValue::from_str(&entity_tag(&digest.finalize())) {
                    terms.headers.insert(ETAG, tag);
                }
            }
            if let Some(validity) = cache.stamps.seal(&begun, &terms.tags) {
                let vary = mem::take(&mut terms.vary);
                let mut charge = charge;
                let charge = charge.split(overhead);
                let page = Page::new(terms, blocks, validity, since, charge, overhead);
                cache.store(&key, &primary, vary, page);
            }
        }
    }
}

/// The first half of a digest, in hexadecimal.
fn entity_tag(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut tag = String::from("\"");
    for byte in &digest[..digest.len() / 2] {
        let _infallible = write!(tag, "{byte:02x}");
    }
    tag + "\""
}
