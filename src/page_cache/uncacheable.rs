//! The keys whose responses are not cached.
//!
//! Requests for them do not wait for each other.

use std::sync::Arc;

use moka::sync::Cache;

use super::{Key, weight_of_name};

/// The keys whose responses are not cached, and the reasons.
pub(super) struct Uncacheable(Cache<Key, Reason>);

/// The reason why the responses for a key are not cached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The head of a response, as of a page for one client.
    Head,
    /// The length of a page.
    ///
    /// It is known only when much of the page was sent.
    TooLarge,
}

impl Uncacheable {
    /// Creates an empty set of keys that take up to this many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        let weigh = |key: &Key, _: &Reason| weight_of_name(key);
        Self(Cache::builder().max_capacity(bytes as u64).weigher(weigh).build())
    }

    /// Returns whether the responses for a key are known not to be cached.
    pub(super) fn contains(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    /// Adds a key.
    pub(super) fn add(&self, key: &Key, reason: Reason) {
        self.0.insert(Arc::clone(key), reason);
    }

    /// Removes a key because of the head of a response.
    ///
    /// A head does not tell whether the page is too large.
    pub(super) fn remove_by_head(&self, key: &Key) {
        if self.0.get(key) == Some(Reason::Head) {
            self.0.invalidate(key);
        }
    }

    /// Removes a key whose page is cached.
    pub(super) fn remove(&self, key: &Key) {
        if self.contains(key) {
            self.0.invalidate(key);
        }
    }
}
