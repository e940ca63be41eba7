//! The cookies of a response, and their destination if the response is dropped.

use std::fmt;
use std::mem;

use http::header::SET_COOKIE;
use http::{Extensions, HeaderMap};

use super::place::Place;
use crate::cache_permission::Ticket;
#[cfg(feature = "tower")]
use crate::cookie::Used;
use crate::cookie::{Cookies, report_lost};

/// The cookies of a response that is open, or of one that was sent.
///
/// The drop code is here and not on [`Response`](super::Response). The methods that finish a
/// response destructure it, and Rust does not allow this for a type that implements `Drop`.
pub(crate) struct Jar {
    cookies: Cookies,
    to: To,
}

/// The destination of the cookies when the jar is dropped.
enum To {
    /// The place of the request.
    Place(Place),
    /// The same place. The cookies of responses that were created later take precedence.
    Under(Place),
    /// No destination. The cookies are reported as lost.
    Nowhere,
    /// The cookies were sent. A cacheable page has a ticket.
    Left(Option<Ticket>),
}

impl Jar {
    /// Creates the jar of an open response to the request with these extensions.
    pub(crate) fn open(mut cookies: Cookies, extensions: &Extensions) -> Self {
        let Some(place) = Place::of(extensions) else { return Self { cookies, to: To::Nowhere } };
        cookies.reserve(place.used());
        Self { cookies, to: To::Place(place.clone()) }
    }

    /// Creates the jar of an open response at a known place.
    ///
    /// `used` is the part of the cookie limit that outer middleware has used.
    #[cfg(feature = "tower")]
    #[inline]
    pub(super) fn at(place: Place, used: Used) -> Self {
        Self { cookies: Cookies::with_reserved(used), to: To::Place(place) }
    }

    /// Creates the jar of an open response without a request.
    pub(super) fn of_no_request() -> Self {
        Self { cookies: Cookies::default(), to: To::Nowhere }
    }

    /// Creates the jar of a response that was sent. Its cookies can only be read.
    pub(super) fn sent(cookies: Cookies, ticket: Option<Ticket>) -> Self {
        Self { cookies, to: To::Left(ticket) }
    }

    /// Returns the ticket of a response that was sent.
    pub(super) fn ticket(&self) -> Option<&Ticket> {
        match &self.to {
            To::Left(ticket) => ticket.as_ref(),
            _ => None,
        }
    }

    #[cfg(feature = "axum")]
    pub(super) fn has_place(&self) -> bool {
        matches!(self.to, To::Place(_) | To::Under(_))
    }

    pub(super) fn get(&self) -> &Cookies {
        &self.cookies
    }

    pub(super) fn get_mut(&mut self) -> &mut Cookies {
        &mut self.cookies
    }

    /// Gives precedence to cookies that other responses write from now on.
    #[inline]
    pub(super) fn go_under(&mut self) {
        if let To::Place(place) = mem::replace(&mut self.to, To::Nowhere) {
            self.to = To::Under(place);
        }
    }

    /// Creates an empty jar for the same request and place.
    ///
    /// It is for use after the cookies of this jar were merged into a response.
    pub(super) fn again(&self) -> Self {
        let to = match &self.to {
            To::Place(place) | To::Under(place) => To::Place(place.clone()),
            To::Nowhere => To::Nowhere,
            To::Left(_) => To::Left(None),
        };
        Self { cookies: self.cookies.without_changes(), to }
    }

    /// Updates the cookies that are read with those that a response sets.
    ///
    /// They are then as the client will have them after the response with these headers.
    pub(super) fn knowing(mut self, answer: &HeaderMap) -> Self {
        answer.get_all(SET_COOKIE).iter().for_each(|line| self.cookies.apply_set_cookie(line));
        self
    }

    /// Marks the cookies as sent with a response.
    ///
    /// If `is_guarded` returns `true`, shared caches may store that response only while it sets no
    /// cookie.
    #[inline]
    pub(super) fn leave(&mut self, is_guarded: impl FnOnce() -> bool) {
        if let To::Place(place) | To::Under(place) = mem::replace(&mut self.to, To::Left(None)) {
            place.remember(&self.cookies, !self.cookies.has_set_cookies() && is_guarded());
        }
    }

    /// Moves the cookies to their destination.
    #[cold]
    fn give(&self) {
        match &self.to {
            To::Place(place) => place.give(&self.cookies, false),
            To::Under(place) => place.give(&self.cookies, true),
            To::Nowhere => report_lost(self.cookies.lines().cloned().collect()),
            To::Left(_) => {}
        }
    }

    /// Discards the cookies without a report.
    pub(super) fn forget(mut self) {
        self.to = To::Left(None);
    }
}

impl Drop for Jar {
    #[inline]
    fn drop(&mut self) {
        if self.cookies.has_set_cookies() {
            self.give();
        }
    }
}

impl fmt::Debug for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cookies.fmt(f)
    }
}
