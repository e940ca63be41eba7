//! A page that is being sent, and may be cached when it has ended.

mod blocks;
mod recorder;

use std::mem;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_LENGTH, ETAG, TRAILER};
use sha2::{Digest, Sha256};

pub(super) use recorder::Recorder;

use super::budget::Charge;
use super::flight::FlightEntry;
use super::generations::Snapshot;
use super::page::{self, CachedPage};
use super::rules::Terms;
use super::{Inner, Key};

/// A page that may be cached when it has ended, except its content.
pub(super) struct Candidate {
    pub(super) cache: Arc<Inner>,
    pub(super) key: Key,
    /// The key without the headers by which the page varies.
    pub(super) primary: Key,
    /// The generations at the start of the request, for the validity of the page.
    pub(super) snapshot: Snapshot,
    /// The entry of the flight, or `None` if no request can wait for it.
    ///
    /// Dropping the candidate removes the flight.
    _entry: Option<FlightEntry>,
    pub(super) terms: Terms,
    /// The charge for the overhead, and for content that is in no block yet.
    charge: Charge,
    /// The memory that the page takes except its content, in bytes.
    overhead: usize,
    /// The digest of the content, or `None` if the page has an entity tag.
    digest: Option<Sha256>,
}

/// A candidate whose content has ended.
pub(super) struct Finished {
    candidate: Candidate,
    blocks: Box<[Bytes]>,
    /// The length of the content, in bytes.
    len: usize,
}

impl Candidate {
    /// Creates a candidate, or returns `None` if the cache has no room.
    pub(super) fn new(
        cache: &Arc<Inner>,
        (key, primary): (Key, Key),
        snapshot: Snapshot,
        _entry: Option<FlightEntry>,
        terms: Terms,
    ) -> Option<Self> {
        let overhead = page::overhead(&key, &terms);
        let mut charge = Charge::empty(&cache.budget);
        if !cache.charge(&mut charge, overhead) {
            return None;
        }
        let digest = (!terms.headers.contains_key(ETAG)).then(Sha256::new);
        let cache = Arc::clone(cache);
        Some(Self { cache, key, primary, snapshot, _entry, terms, charge, overhead, digest })
    }

    /// Charges for this many bytes of content that is in no block yet.
    ///
    /// Returns `false` if there is no room.
    fn charge(&mut self, bytes: usize) -> bool {
        self.cache.charge(&mut self.charge, self.overhead + bytes)
    }
}

impl Finished {
    /// Stores the page if it is complete and nothing has excluded it since.
    ///
    /// A page is complete if it has the declared length and the one in `Content-Length`.
    pub(super) fn store(self, declared: Option<u64>) {
        let Self { candidate, blocks, len } = self;
        let Candidate {
            cache,
            key,
            primary,
            snapshot,
            _entry,
            mut terms,
            charge,
            overhead,
            digest,
        } = candidate;
        let header = terms.headers.get(CONTENT_LENGTH);
        let header = header.map(|len| len.to_str().ok().and_then(|len| len.parse().ok()));
        let is_whole = declared.is_none_or(|declared| declared == len as u64)
            && header.is_none_or(|header| header == Some(len));
        if is_whole && terms.still_hold() {
            // The clients that share the page receive its trailers. A stored page has none.
            terms.headers.remove(TRAILER);
            if let Some(digest) = digest {
                // RFC 9110 §8.8.1: "A strong validator is a representation metadata that changes
                // value whenever a change occurs to the representation data".
                if let Ok(tag) = HeaderValue::from_str(&entity_tag(&digest.finalize())) {
                    terms.headers.insert(ETAG, tag);
                }
            }
            if let Some(validity) = cache.generations.validity(&snapshot, &terms.tags) {
                let vary = mem::take(&mut terms.vary);
                let mut charge = charge;
                let charge = charge.split(overhead);
                let page = CachedPage::new(terms, blocks, validity, charge, overhead);
                cache.store(&key, &primary, vary, page);
            }
        }
    }
}

/// Returns the first half of a digest as an entity tag, in hexadecimal.
fn entity_tag(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut tag = String::from("\"");
    for byte in &digest[..digest.len() / 2] {
        let _infallible = write!(tag, "{byte:02x}");
    }
    tag + "\""
}
