//! The recorder of the content of a page that is being sent.
//!
//! It holds the content for the readers that are behind, and for the cache. If the page will not be cached, it holds
//! only what a reader still needs.

use std::mem;
use std::sync::Arc;

use bytes::Bytes;
use sha2::Digest;

use super::super::Inner;
use super::super::budget::Charge;
use super::super::uncacheable::Reason;
use super::blocks::Blocks;
use super::{Candidate, Finished};

/// The size of a full block, in bytes.
///
/// A longer frame is a block of its own. A page of a declared length is one block, if its frames
/// are shorter.
const BLOCK: usize = 16 * 1024;

/// The memory that is reserved for a page of unknown length, in bytes.
///
/// It is reserved when a reader joins. For a longer page, it is twice the length so far.
const RESERVED: usize = 4 * BLOCK;

/// The approximate overhead of a frame that is held, in bytes.
const FRAME_OVERHEAD: usize = 128;

/// The content that readers may still read, which may become a cached page.
pub(in crate::page_cache) struct Recorder {
    cache: Arc<Inner>,
    /// The blocks that are complete.
    blocks: Blocks,
    /// The block that grows.
    open: Vec<u8>,
    /// The number of bytes so far, with those that were dropped.
    len: usize,
    /// The maximum length of recorded or buffered content, in bytes.
    limit: usize,
    /// The length that the body has declared, in bytes.
    declared: Option<usize>,
    /// The candidate, or `None` if the page will not be cached.
    candidate: Option<Candidate>,
}

/// The bytes of a block, with a charge.
///
/// The charge is released when the last reader and the cache have dropped the block.
struct Charged<T> {
    bytes: T,
    _charge: Charge,
}

impl<T: AsRef<[u8]>> AsRef<[u8]> for Charged<T> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

impl Recorder {
    /// Creates a recorder without content.
    pub(in crate::page_cache) fn new(candidate: Candidate, declared: Option<u64>) -> Self {
        let limit = candidate.cache.max_page;
        let declared = declared.map(|declared| usize::try_from(declared).unwrap_or(usize::MAX));
        Self {
            cache: Arc::clone(&candidate.cache),
            blocks: Blocks::default(),
            open: Vec::new(),
            len: 0,
            limit,
            declared,
            candidate: Some(candidate),
        }
    }

    /// Returns the number of bytes so far.
    pub(in crate::page_cache) fn len(&self) -> usize {
        self.len
    }

    /// Returns the position of the first byte that was not dropped.
    pub(in crate::page_cache) fn start(&self) -> usize {
        self.blocks.start()
    }

    /// Returns whether the page may become a cached page.
    pub(in crate::page_cache) fn may_be_stored(&self) -> bool {
        self.candidate.as_ref().is_some_and(|candidate| candidate.terms.still_hold())
    }

    /// Returns whether a new reader can have the whole page.
    ///
    /// If so, memory for the rest is reserved. If its length is not known, it may need more.
    pub(in crate::page_cache) fn can_be_joined(&mut self) -> bool {
        let may_be_stored = self.may_be_stored();
        let Some(candidate) = self.candidate.as_mut().filter(|_| may_be_stored) else {
            return false;
        };
        let expected = self.declared.unwrap_or((2 * self.len).max(RESERVED).min(self.limit));
        let left = expected.saturating_sub(self.blocks.end());
        candidate.charge(left.max(self.open.capacity()))
    }

    /// Adds data, and returns the length so far.
    ///
    /// No reader will read what is before `start`. If `is_alone`, no other reader will read this
    /// data.
    pub(in crate::page_cache) fn add(
        &mut self,
        data: Bytes,
        is_alone: bool,
        start: usize,
    ) -> usize {
        self.len += data.len();
        if self.candidate.is_some() {
            if self.len <= self.limit && self.try_record(&data) {
                return self.len;
            }
            self.give_up();
        }
        if is_alone {
            self.blocks.skip_to(self.len);
            return self.len;
        }
        self.hold(data, start);
        self.len
    }

    /// Adds data that is not recorded, for the readers that are behind.
    ///
    /// Drops older data that no reader needs, or for which there is no room.
    fn hold(&mut self, bytes: Bytes, start: usize) {
        let mut charge = Charge::empty(&self.cache.budget);
        let (end, size) = (self.len - bytes.len(), bytes.len() + FRAME_OVERHEAD);
        while self.blocks.start() < end {
            let fits = self.len - self.blocks.start() <= self.limit;
            if self.blocks.first_end() > start && fits && self.cache.charge(&mut charge, size) {
                break;
            }
            self.blocks.drop_first();
        }
        if bytes.len() <= self.limit && self.cache.charge(&mut charge, size) {
            self.blocks.push(Bytes::from_owner(Charged { bytes, _charge: charge }));
        } else {
            self.blocks.skip_to(self.len);
        }
    }

    /// Records data, or returns `false` if there is no room.
    fn try_record(&mut self, data: &Bytes) -> bool {
        let Some(candidate) = &mut self.candidate else { return false };
        if data.len() >= BLOCK || self.open.len() + data.len() > BLOCK.max(self.open.capacity()) {
            if !candidate.charge(self.open.capacity() + data.len()) {
                return false;
            }
            self.seal();
        }
        let Some(candidate) = &mut self.candidate else { return false };
        if let Some(digest) = &mut candidate.digest {
            digest.update(data);
        }
        if data.len() >= BLOCK {
            self.open = data.to_vec();
            self.seal();
            return true;
        }
        let needed = self.open.len() + data.len();
        if needed > self.open.capacity() {
            // If the length is known, the rest of the page is one block. Otherwise, the capacity
            // doubles, up to the size of a block.
            let left = self.declared.map(|declared| declared.saturating_sub(self.len - data.len()));
            let capacity = match left.filter(|_| self.open.is_empty()) {
                Some(left) => left.max(data.len()),
                None => needed.next_power_of_two().clamp(512, BLOCK).max(needed),
            };
            if !candidate.charge(capacity) {
                return false;
            }
            self.open.reserve_exact(capacity - self.open.len());
        }
        self.open.extend_from_slice(data);
        true
    }

    /// Adds the open block to the blocks.
    fn seal(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let mut bytes = mem::take(&mut self.open);
        bytes.shrink_to_fit();
        let block = match &mut self.candidate {
            Some(candidate) => {
                let _charge = candidate.charge.split(bytes.len());
                Bytes::from_owner(Charged { bytes, _charge })
            }
            None => Bytes::from(bytes),
        };
        self.blocks.push(block);
    }

    /// Drops the candidate, so that the page is not cached.
    ///
    /// If the page is too large, later requests for it do not wait.
    fn give_up(&mut self) {
        self.seal();
        if let Some(candidate) = self.candidate.take().filter(|_| self.len > self.limit) {
            candidate.cache.uncacheable.add(&candidate.primary, Reason::TooLarge);
        }
    }

    /// Returns data from this position, if it is available.
    pub(in crate::page_cache) fn read(&self, at: usize) -> Option<Bytes> {
        match at.checked_sub(self.blocks.end()) {
            None => self.blocks.read(at),
            Some(offset) => {
                let open = self.open.get(offset..).filter(|open| !open.is_empty());
                open.map(Bytes::copy_from_slice)
            }
        }
    }

    /// Ends the content, and returns the candidate if the page may be cached.
    pub(in crate::page_cache) fn end(&mut self) -> Option<Finished> {
        self.seal();
        let candidate = self.candidate.take()?;
        Some(Finished { candidate, blocks: self.blocks.to_boxed(), len: self.len })
    }
}
