//! The times of a page, which decide how long it is fresh.

use std::time::{Duration, Instant};

use http::header::{AGE, HeaderMap, HeaderValue};

/// The time at which a page was rendered, and its lifetime from then on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// The time at which the handler returned the response.
    pub(super) since: Instant,
    /// The age of the response at `since`, in seconds.
    pub(super) age: u64,
    /// The lifetime from `since`, or `None` if it is unlimited.
    pub(super) lifetime: Option<Duration>,
    /// The time after the lifetime in which a stale page may be sent.
    ///
    /// The page is rendered again meanwhile.
    pub(super) max_stale: Duration,
}

/// The freshness of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// The page may be sent.
    Fresh,
    /// The page has expired, but may be sent while it is rendered again.
    Stale,
    /// The page must not be sent.
    Unusable,
}

impl Times {
    /// Returns the freshness at this time.
    pub(super) fn freshness(&self, now: Instant) -> Freshness {
        let Some(lifetime) = self.lifetime else { return Freshness::Fresh };
        let resident = now.duration_since(self.since);
        if resident < lifetime {
            Freshness::Fresh
        } else if resident < lifetime.saturating_add(self.max_stale) {
            Freshness::Stale
        } else {
            Freshness::Unusable
        }
    }

    /// Sets the `Age` of a response at this time, if it has one.
    pub(super) fn set_age(&self, headers: &mut HeaderMap, now: Instant) {
        let age = self.age + now.duration_since(self.since).as_secs();
        if let (1.., Some(header)) = (age, headers.get_mut(AGE)) {
            *header = HeaderValue::from(age);
        }
    }
}
