//! A thread-local pool of empty places.
//!
//! Each request gets a place for its cookies. Most requests set no cookie, so their place is
//! allocated and dropped unused. Therefore the memory of a place is reused for later requests on
//! the same thread.

use std::cell::RefCell;
use std::sync::Arc;

use super::place::Place;

/// The maximum number of places in the pool of a thread.
///
/// A thread has more of them in use only while that many requests wait for something.
const SPARE: usize = 16;

thread_local! {
    static SPARES: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
}

/// Returns an empty place.
pub(super) fn take() -> Place {
    let spare = SPARES.try_with(|spares| spares.borrow_mut().pop());
    spare.ok().flatten().unwrap_or_else(|| Place(Arc::default()))
}

/// Returns an empty place to the pool.
///
/// This must be its last handle, so that nothing else can read what the place will hold.
pub(super) fn keep(place: &Place) {
    let _thread_has_ended = SPARES.try_with(|spares| {
        let mut spares = spares.borrow_mut();
        if spares.len() < SPARE {
            spares.push(place.clone());
        }
    });
}
