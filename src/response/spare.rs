//! Places that have done their work, for the next requests.
//!
//! Most requests set nothing: then a place is made, looked at by nobody, and dropped. So its memory is used
//! again on the same thread.

use std::cell::RefCell;
use std::sync::Arc;

use super::place::Place;

/// Places that a thread keeps: more are in use at a time only where requests wait.
const SPARE: usize = 16;

thread_local! {
    static SPARES: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
}

/// An empty place.
pub(super) fn take() -> Place {
    let spare = SPARES.try_with(|spares| spares.borrow_mut().pop());
    spare.ok().flatten().unwrap_or_else(|| Place(Arc::default()))
}

/// Keeps an empty place, whose last handle this was: nothing can reach what it will hold.
pub(super) fn keep(place: &Place) {
    let _thread_has_ended = SPARES.try_with(|spares| {
        let mut spares = spares.borrow_mut();
        if spares.len() < SPARE {
            spares.push(place.clone());
        }
    });
}
