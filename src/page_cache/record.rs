//! What was sent so far of a page.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_LENGTH, ETAG};
use sha2::{Digest, Sha256};

use super::flight::Seat;
use super::ledger::Charge;
use super::page::{self, Page};
use super::rules::Terms;
use super::stamps::Begun;
use super::{Inner, Key};

/// Bytes of a block, at most; a longer frame is a block of its own.
const BLOCK: usize = 16 * 1024;

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

/// The content that readers may still ask for.
pub(super) struct Recorded {
    cache: Arc<Inner>,
    blocks: VecDeque<Bytes>,
    /// The block that grows.
    open: Vec<u8>,
    /// How much was dropped before the first block.
    start: usize,
    /// How much came.
    len: usize,
    limit: usize,
    declared: Option<usize>,
    is_reserved: bool,
    /// Absent, if it will not be cached.
    record: Option<Record>,
}

/// A record that has ended.
pub(super) struct Complete {
    record: Record,
    blocks: Box<[Bytes]>,
    len: usize,
}

/// The bytes of a block, which count as long as anybody has it.
struct Charged<T> {
    bytes: T,
    _charge: Charge,
}

impl<T: AsRef<[u8]>> AsRef<[u8]> for Charged<T> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
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

impl Recorded {
    pub(super) fn new(record: Record, declared: Option<u64>) -> Self {
        let limit = record.cache.max_page;
        let declared = declared.map(|declared| usize::try_from(declared).unwrap_or(usize::MAX));
        Self {
            cache: Arc::clone(&record.cache),
            blocks: VecDeque::new(),
            open: Vec::new(),
            start: 0,
            len: 0,
            limit,
            declared,
            is_reserved: false,
            record: Some(record),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Returns whether a reader can have all of it; the memory is reserved then, so that it stays so.
    pub(super) fn can_be_joined(&mut self) -> bool {
        let Some(record) = &mut self.record else { return false };
        if !record.terms.still_hold() {
            return false;
        }
        let in_blocks = self.len - self.open.len();
        let left = self.declared.unwrap_or(self.limit).saturating_sub(in_blocks);
        self.is_reserved = self.is_reserved || record.charge(left.max(self.open.capacity()));
        self.is_reserved
    }

    /// Adds data; returns how much came so far. Nothing before `start` will be asked for, and if one reader `is_alone`,
    /// this neither.
    pub(super) fn add(&mut self, data: Bytes, is_alone: bool, start: usize) -> usize {
        self.len += data.len();
        if self.record.is_some() {
            if self.len <= self.limit && self.try_record(&data) {
                return self.len;
            }
            self.give_up();
        }
        if is_alone {
            self.blocks.clear();
            self.start = self.len;
            return self.len;
        }
        self.hold(data, start);
        self.len
    }

    /// Adds data that is not recorded, for those behind; drops what no reader asks for, or has no room.
    fn hold(&mut self, bytes: Bytes, start: usize) {
        let mut charge = Charge::nothing(&self.cache.ledger);
        let end = self.len - bytes.len();
        while self.start < end {
            let after = self.start + self.blocks.front().map_or(0, Bytes::len);
            let fits = self.len - self.start <= self.limit;
            if after > start && fits && self.cache.charge(&mut charge, bytes.len()) {
                break;
            }
            self.start = after;
            self.blocks.pop_front();
        }
        if bytes.len() <= self.limit && self.cache.charge(&mut charge, bytes.len()) {
            self.blocks.push_back(Bytes::from_owner(Charged { bytes, _charge: charge }));
        } else {
            self.start = self.len;
        }
    }

    fn try_record(&mut self, data: &Bytes) -> bool {
        let Some(record) = &mut self.record else { return false };
        if data.len() >= BLOCK || self.open.len() + data.len() > BLOCK.max(self.open.capacity()) {
            if !record.charge(self.open.capacity() + data.len()) {
                return false;
            }
            self.seal();
        }
        let Some(record) = &mut self.record else { return false };
        if let Some(digest) = &mut record.digest {
            digest.update(data);
        }
        if data.len() >= BLOCK {
            self.open = data.to_vec();
            self.seal();
            return true;
        }
        let needed = self.open.len() + data.len();
        if needed > self.open.capacity() {
            // One block, if the length is known; and else it doubles, within a block.
            let left = self.declared.map(|declared| declared.saturating_sub(self.len - data.len()));
            let capacity = match left.filter(|_| self.open.is_empty()) {
                Some(left) => left.max(data.len()),
                None => needed.next_power_of_two().clamp(512, BLOCK).max(needed),
            };
            if !record.charge(capacity) {
                return false;
            }
            self.open.reserve_exact(capacity - self.open.len());
        }
        self.open.extend_from_slice(data);
        true
    }

    /// Makes a block of what is open.
    fn seal(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let mut bytes = mem::take(&mut self.open);
        bytes.shrink_to_fit();
        let block = match &mut self.record {
            Some(record) => {
                let _charge = record.charge.split(bytes.len());
                Bytes::from_owner(Charged { bytes, _charge })
            }
            None => Bytes::from(bytes),
        };
        self.blocks.push_back(block);
    }

    /// It will not be cached.
    fn give_up(&mut self) {
        self.seal();
        if let Some(record) = self.record.take().filter(|_| self.len > self.limit) {
            record.cache.pass(&record.primary);
        }
    }

    /// Reads from here on, if it is there.
    pub(super) fn read(&self, at: usize) -> Option<Bytes> {
        let mut offset = at.checked_sub(self.start)?;
        for block in &self.blocks {
            if offset < block.len() {
                return Some(block.slice(offset..));
            }
            offset -= block.len();
        }
        let open = self.open.get(offset..).filter(|open| !open.is_empty());
        open.map(Bytes::copy_from_slice)
    }

    /// The content has ended.
    pub(super) fn end(&mut self) -> Option<Complete> {
        self.seal();
        let record = self.record.take()?;
        Some(Complete { record, blocks: self.blocks.iter().cloned().collect(), len: self.len })
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
