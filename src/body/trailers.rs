//! Trailers: headers that are sent after the body.

use std::sync::{Arc, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::pipe::sync::{Mutex, MutexGuard};

/// The trailers of one body that were sent so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trailers(Arc<Mutex<HeaderMap>>);

/// A trailer that the head declares: its value can be sent once, while the body streams.
///
/// [`declare_trailer`](crate::Response::declare_trailer) creates it, and
/// [`send_trailer`](crate::Response::send_trailer) consumes it.
#[derive(Debug)]
#[must_use = "a declared trailer that is not sent is missing for clients that wait for it"]
pub struct Trailer {
    name: HeaderName,
    values: Trailers,
}

impl Trailers {
    /// Creates a trailer with this name, whose value is added here.
    pub(crate) fn declare(&self, name: HeaderName) -> Trailer {
        Trailer { name, values: self.clone() }
    }

    /// Removes and returns the trailers that were sent, or `None` if there are none.
    pub(super) fn take(&self) -> Option<HeaderMap> {
        let values = std::mem::take(&mut *self.lock());
        (!values.is_empty()).then_some(values)
    }

    /// Returns `true` if no trailer is waiting to be taken.
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
