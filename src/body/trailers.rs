//! Fields that come after a body.

use std::sync::{Arc, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::pipe::sync::{Mutex, MutexGuard};

/// The values that were sent so far, of one body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trailers(Arc<Mutex<HeaderMap>>);

/// A trailer that the head declares: its value can be sent once, while the body streams.
///
/// Made by [`declare_trailer`](crate::Response::declare_trailer), and taken by
/// [`send_trailer`](crate::Response::send_trailer).
#[derive(Debug)]
#[must_use = "a trailer that is declared and not sent is missed by whoever waits for it"]
pub struct Trailer {
    name: HeaderName,
    values: Trailers,
}

impl Trailers {
    pub(crate) fn declare(&self, name: HeaderName) -> Trailer {
        Trailer { name, values: self.clone() }
    }

    /// Takes what is to be sent, if anything is.
    pub(super) fn take(&self) -> Option<HeaderMap> {
        let values = std::mem::take(&mut *self.lock());
        (!values.is_empty()).then_some(values)
    }

    /// Whether nothing was sent that is not taken.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, HeaderMap> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Trailer {
    pub(crate) fn send(self, value: HeaderValue) {
        self.values.lock().append(self.name, value);
    }
}
