//! The place of a request, which collects the cookies of its responses.
//!
//! The cookies that a handler sets on a response must be sent with the final response to the
//! request, even if that is another response. But a `?`, a panic or a timeout can drop a response,
//! and a response that is dropped cannot reach the final one.
//!
//! So the request carries a place. A response takes a handle to it when it is created. A response
//! that is dropped moves its cookies to the place, and a response that is sent copies them there.
//! Once the final response is known, the cookies that it lacks are added to it.

mod content;
mod guard;
mod pool;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::SET_COOKIE;
use http::uri::PathAndQuery;
use http::{Extensions, HeaderMap, HeaderValue};

use crate::cookie::{Cookies, Used, report_lost};

use content::{OnConflict, PlaceContent, PlaceState};
pub(crate) use guard::PlaceGuard;
#[cfg(feature = "tower")]
pub(crate) use guard::original_target;

/// A handle to the place of a request, stored in the request's extensions.
#[derive(Clone, Debug)]
pub(crate) struct CookiePlace(Arc<Mutex<PlaceContent>>);

impl CookiePlace {
    /// Returns the place of a request, if it has one.
    pub(crate) fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    fn lock(&self) -> MutexGuard<'_, PlaceContent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the content without a lock if this is the only handle.
    ///
    /// The request, for example, has another handle.
    #[inline]
    fn get_mut(&mut self) -> Option<&mut PlaceContent> {
        let content = Arc::get_mut(&mut self.0)?;
        Some(content.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the part of the cookie limit that outer middleware has used.
    pub(super) fn used(&self) -> Used {
        self.lock().used
    }

    /// Returns the path of the request, as the client sent it.
    pub(super) fn target(&self) -> Option<PathAndQuery> {
        self.lock().target.clone()
    }

    /// Adds the cookies of a response that was dropped. They replace those of the place.
    pub(super) fn add_cookies(&self, cookies: &Cookies) {
        self.add_lines(cookies.lines(), OnConflict::Replace);
    }

    /// Adds the cookies of a middleware that was dropped after it called its handler.
    ///
    /// The cookies of the place are newer, and are not replaced.
    pub(super) fn add_defaults(&self, cookies: &Cookies) {
        self.add_lines(cookies.lines(), OnConflict::Keep);
    }

    /// Adds lines, or passes them on if the response was already returned.
    fn add_lines<'a>(&self, lines: impl Iterator<Item = &'a HeaderValue>, on_conflict: OnConflict) {
        let mut content = self.lock();
        match (content.state, content.outer.clone()) {
            (PlaceState::Waiting, _) => {
                lines.for_each(|line| content.add(line.clone(), on_conflict));
            }
            // It is too late for this place, but maybe not for the outer one.
            (_, Some(outer)) => {
                drop(content);
                outer.add_lines(lines, on_conflict);
            }
            (PlaceState::Answered, None) => {
                drop(content);
                report_lost(lines.cloned().collect());
            }
            // There is no client to send them to.
            (PlaceState::Dropped, None) => {}
        }
    }

    /// Keeps a response private if a layer adds a cookie to it.
    ///
    /// A response that a handler sends does so itself.
    #[cfg(feature = "page-cache")]
    pub(crate) fn keep_private_with_cookies(extensions: &Extensions) {
        if let Some(place) = Self::of(extensions) {
            place.copy_sent(&Cookies::default(), true);
        }
    }

    /// Copies the cookies of a sent response, in case it does not arrive.
    ///
    /// A layer may drop it and return another response.
    pub(super) fn copy_sent(&self, cookies: &Cookies, is_private_with_cookies: bool) {
        let mut content = self.lock();
        if content.state == PlaceState::Waiting {
            content.is_private_with_cookies |= is_private_with_cookies;
            cookies.lines().for_each(|line| content.add(line.clone(), OnConflict::Replace));
        }
    }

    /// Copies the cookies of a handler's response, in case a middleware replaces it.
    ///
    /// Other libraries may have set some of them.
    #[cold]
    pub(super) fn copy_answer(&self, answer: &HeaderMap) {
        let mut content = self.lock();
        if content.state == PlaceState::Waiting {
            let lines = answer.get_all(SET_COOKIE).iter();
            lines.for_each(|line| content.add(line.clone(), OnConflict::Replace));
        }
    }
}
