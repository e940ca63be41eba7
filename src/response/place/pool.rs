//! A thread-local pool of empty places.
//!
//! Each request gets a place for its cookies. Most requests set no cookie, so their place is
//! allocated and dropped unused. Therefore the memory of a place is reused for later requests on
//! the same thread.

use std::cell::RefCell;
use std::sync::Arc;

use super::CookiePlace;

/// The maximum number of places in the pool of a thread.
///
/// A thread has more of them in use only while that many requests wait for something.
const MAX_POOLED: usize = 16;

thread_local! {
    static POOL: RefCell<Vec<CookiePlace>> = const { RefCell::new(Vec::new()) };
}

/// Returns an empty place.
pub(super) fn take() -> CookiePlace {
    let pooled = POOL.try_with(|pool| pool.borrow_mut().pop());
    pooled.ok().flatten().unwrap_or_else(|| CookiePlace(Arc::default()))
}

/// Returns an empty place to the pool.
///
/// This must be its last handle, so that nothing else can read what the place will hold.
pub(super) fn put_back(place: &CookiePlace) {
    let _thread_has_ended = POOL.try_with(|pool| {
        let mut pool = pool.borrow_mut();
        if pool.len() < MAX_POOLED {
            pool.push(place.clone());
        }
    });
}
