//! The cookies of a response, and their destination if the response is dropped.

use std::borrow::Cow;
use std::fmt;
use std::mem;

use http::header::SET_COOKIE;
use http::{Extensions, HeaderMap, Uri};

use super::place::CookiePlace;
use crate::cache_permission::Ticket;
#[cfg(feature = "tower")]
use crate::cookie::Used;
use crate::cookie::{Cookies, report_lost};

/// The cookies of a response that is open, or of one that was sent.
///
/// The drop code is here and not on [`Response`](super::Response). The methods that finish a
/// response destructure it, and Rust does not allow this for a type that implements `Drop`.
pub(crate) struct ResponseCookies {
    cookies: Cookies,
    destination: Destination,
}

/// The destination of the cookies when they are dropped.
enum Destination {
    /// The place of the request.
    Place(CookiePlace),
    /// The same place. The cookies of responses that were created later take precedence.
    PlaceDefaults(CookiePlace),
    /// No destination. The cookies are reported as lost.
    Lost,
    /// The cookies were sent. A cacheable page has a ticket.
    Sent(Option<Ticket>),
}

impl ResponseCookies {
    /// Creates the cookies of an open response to the request with these extensions.
    pub(crate) fn for_request(mut cookies: Cookies, extensions: &Extensions) -> Self {
        let Some(place) = CookiePlace::of(extensions) else {
            return Self { cookies, destination: Destination::Lost };
        };
        cookies.reserve(place.used());
        Self { cookies, destination: Destination::Place(place.clone()) }
    }

    /// Creates the cookies of an open response at a known place.
    ///
    /// `used` is the part of the cookie limit that outer middleware has used.
    #[cfg(feature = "tower")]
    #[inline]
    pub(super) fn at_place(place: CookiePlace, used: Used) -> Self {
        Self { cookies: Cookies::with_reserved(used), destination: Destination::Place(place) }
    }

    /// Creates the cookies of an open response without a request.
    pub(super) fn without_request() -> Self {
        Self { cookies: Cookies::default(), destination: Destination::Lost }
    }

    /// Creates the cookies of a response that was sent. They can only be read.
    pub(super) fn sent(cookies: Cookies, ticket: Option<Ticket>) -> Self {
        Self { cookies, destination: Destination::Sent(ticket) }
    }

    /// Returns the ticket of a response that was sent.
    pub(super) fn ticket(&self) -> Option<&Ticket> {
        match &self.destination {
            Destination::Sent(ticket) => ticket.as_ref(),
            _ => None,
        }
    }

    #[cfg(feature = "axum")]
    pub(super) fn has_place(&self) -> bool {
        matches!(self.destination, Destination::Place(_) | Destination::PlaceDefaults(_))
    }

    pub(super) fn get(&self) -> &Cookies {
        &self.cookies
    }

    pub(super) fn get_mut(&mut self) -> &mut Cookies {
        &mut self.cookies
    }

    /// Gives precedence to cookies that other responses write from now on.
    #[inline]
    pub(super) fn become_defaults(&mut self) {
        if let Destination::Place(place) = mem::replace(&mut self.destination, Destination::Lost) {
            self.destination = Destination::PlaceDefaults(place);
        }
    }

    /// Creates the cookies of another response to the same request, with the same place.
    ///
    /// It is for use after these cookies were merged into a response.
    pub(super) fn without_changes(&self) -> Self {
        let destination = match &self.destination {
            Destination::Place(place) | Destination::PlaceDefaults(place) => {
                Destination::Place(place.clone())
            }
            Destination::Lost => Destination::Lost,
            Destination::Sent(_) => Destination::Sent(None),
        };
        Self { cookies: self.cookies.without_changes(), destination }
    }

    /// Returns the path that the client sent, or else that of this URI.
    ///
    /// A nesting router removes a prefix from the URI of a request.
    pub(super) fn path_or<'a>(&self, uri: &'a Uri) -> Cow<'a, str> {
        let target = match &self.destination {
            Destination::Place(place) | Destination::PlaceDefaults(place) => place.target(),
            Destination::Lost | Destination::Sent(_) => None,
        };
        target.map_or(uri.path().into(), |target| target.path().to_owned().into())
    }

    /// Updates the cookies that are read with those that a response sets.
    ///
    /// They are then as the client will have them after the response with these headers. If that
    /// response is not sent, they are sent with the one that replaces it. `uri` is that of the
    /// request.
    pub(super) fn with_answer(mut self, answer: &HeaderMap, uri: &Uri) -> Self {
        if !answer.contains_key(SET_COOKIE) {
            return self;
        }
        if let Destination::Place(place) = &self.destination {
            place.copy_answer(answer);
        }
        let path = self.path_or(uri);
        self.cookies.apply_answer(answer.get_all(SET_COOKIE).iter(), &path);
        self
    }

    /// Marks the cookies as sent with a response.
    ///
    /// If `is_private_with_cookies` returns `true`, shared caches may store that response only while
    /// it sets no cookie.
    #[inline]
    pub(super) fn mark_sent(&mut self, is_private_with_cookies: impl FnOnce() -> bool) {
        if let Destination::Place(place) | Destination::PlaceDefaults(place) =
            mem::replace(&mut self.destination, Destination::Sent(None))
        {
            place.copy_sent(
                &self.cookies,
                !self.cookies.has_set_cookies() && is_private_with_cookies(),
            );
        }
    }

    /// Moves the cookies to their destination.
    #[cold]
    fn deliver(&self) {
        match &self.destination {
            Destination::Place(place) => place.add_cookies(&self.cookies),
            Destination::PlaceDefaults(place) => place.add_defaults(&self.cookies),
            Destination::Lost => report_lost(self.cookies.lines().cloned().collect()),
            Destination::Sent(_) => {}
        }
    }

    /// Discards the cookies without a report.
    pub(super) fn discard(mut self) {
        self.destination = Destination::Sent(None);
    }
}

impl Drop for ResponseCookies {
    #[inline]
    fn drop(&mut self) {
        if self.cookies.has_set_cookies() {
            self.deliver();
        }
    }
}

impl fmt::Debug for ResponseCookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cookies.fmt(f)
    }
}
