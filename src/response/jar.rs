//! The cookies of a response, and where they go when it is dropped.

use std::fmt;
use std::mem;

use http::header::SET_COOKIE;
use http::{Extensions, HeaderMap};

use super::place::Place;
use crate::cache::Ticket;
#[cfg(feature = "tower")]
use crate::cookie::Used;
use crate::cookie::{Cookies, tell_lost};

/// The cookies of a response that is open, or of one that has left.
///
/// Here, and not in [`Response`](super::Response), is what runs when a response is dropped: an exit takes a
/// response apart, which a type that has a `Drop` of its own does not allow.
pub(crate) struct Jar {
    cookies: Cookies,
    to: To,
}

/// Where the cookies go when the jar is dropped.
enum To {
    /// To the place of the request.
    Place(Place),
    /// There too, if no response that began later has written the same.
    Under(Place),
    /// Nowhere, so that they are lost.
    Nowhere,
    /// They have left already, with a page that can be cached if it has a ticket.
    Left(Option<Ticket>),
}

impl Jar {
    /// Of an open response to the request with these extensions.
    pub(crate) fn open(mut cookies: Cookies, extensions: &Extensions) -> Self {
        let Some(place) = Place::of(extensions) else { return Self { cookies, to: To::Nowhere } };
        cookies.besides(place.used());
        Self { cookies, to: To::Place(place.clone()) }
    }

    /// Creates the jar of an open response at this place, with what is used there.
    #[cfg(feature = "tower")]
    #[inline]
    pub(super) fn at(place: Place, used: Used) -> Self {
        Self { cookies: Cookies::besides_used(used), to: To::Place(place) }
    }

    /// Of an open response to no request.
    pub(super) fn of_no_request() -> Self {
        Self { cookies: Cookies::default(), to: To::Nowhere }
    }

    /// Of a response that has left: they can be read.
    pub(super) fn sent(cookies: Cookies, ticket: Option<Ticket>) -> Self {
        Self { cookies, to: To::Left(ticket) }
    }

    /// Returns the ticket of a response that has left.
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

    /// Lets those go first that are written from now on, in other responses.
    #[inline]
    pub(super) fn go_under(&mut self) {
        if let To::Place(place) = mem::replace(&mut self.to, To::Nowhere) {
            self.to = To::Under(place);
        }
    }

    /// Of the same request and place, once what was written here has gone into an answer.
    pub(super) fn again(&self) -> Self {
        let to = match &self.to {
            To::Place(place) | To::Under(place) => To::Place(place.clone()),
            To::Nowhere => To::Nowhere,
            To::Left(_) => To::Left(None),
        };
        Self { cookies: self.cookies.of_request_alone(), to }
    }

    /// Shows the cookies as the client will have them after an answer with these headers.
    pub(super) fn knowing(mut self, answer: &HeaderMap) -> Self {
        answer.get_all(SET_COOKIE).iter().for_each(|line| self.cookies.know(line));
        self
    }

    /// Says that the cookies leave with a response, which shared caches may keep only as long as it sets no
    /// cookie, if it `is_guarded`.
    #[inline]
    pub(super) fn leave(&mut self, is_guarded: impl FnOnce() -> bool) {
        if let To::Place(place) | To::Under(place) = mem::replace(&mut self.to, To::Left(None)) {
            place.remember(&self.cookies, !self.cookies.are_written() && is_guarded());
        }
    }

    #[cold]
    fn give(&self) {
        match &self.to {
            To::Place(place) => place.give(&self.cookies, false),
            To::Under(place) => place.give(&self.cookies, true),
            To::Nowhere => tell_lost(self.cookies.lines().cloned().collect()),
            To::Left(_) => {}
        }
    }

    /// Lets the cookies go nowhere.
    pub(super) fn forget(mut self) {
        self.to = To::Left(None);
    }
}

impl Drop for Jar {
    #[inline]
    fn drop(&mut self) {
        if self.cookies.are_written() {
            self.give();
        }
    }
}

impl fmt::Debug for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cookies.fmt(f)
    }
}
