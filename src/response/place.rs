//! The place of a request, which collects the cookies of its responses.
//!
//! The cookies that a handler sets on a response must be sent with the final response to the
//! request, even if that is another response. But a `?`, a panic or a timeout can drop a response,
//! and a response that is dropped cannot reach the final one.
//!
//! So the request carries a place. A response takes a handle to it when it is created. A response
//! that is dropped moves its cookies to the place, and a response that is sent copies them there.
//! Once the final response is known, the cookies that it lacks are added to it.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::SET_COOKIE;
use http::uri::PathAndQuery;
use http::{Extensions, HeaderValue, Request, Response, Uri};

#[cfg(feature = "tower")]
use super::Jar;
use super::middleware::Outward;
use super::{merge, spare};
use crate::cache::Keep;
use crate::cookie::{Cookies, Identity, Used, default_path, tell_lost};

/// A handle to the place of a request, stored in the request's extensions.
#[derive(Clone, Debug)]
pub(crate) struct Place(pub(super) Arc<Mutex<Held>>);

/// The content of a place.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The `Set-Cookie` lines, one for each cookie identity.
    lines: Vec<HeaderValue>,
    /// Lines of a middleware that called its handler. `lines` takes precedence over them.
    under: Vec<HeaderValue>,
    /// Whether shared caches may store the sent response only without a cookie.
    is_guarded: bool,
    stage: Stage,
    /// The place of an outer layer.
    outer: Option<Place>,
    /// The part of the cookie limit of a response that outer middleware has used.
    used: Used,
    /// The path of the request. It determines the default path of cookies without `Path`.
    target: Option<PathAndQuery>,
}

/// The progress of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Waiting,
    /// The final response was returned.
    Answered,
    /// There was no response: the client disconnected, or an outer layer responds.
    Dropped,
}

impl Place {
    /// Returns the place of a request, if it has one.
    pub(crate) fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the content without a lock if this is the only handle.
    ///
    /// The request, for example, has another handle.
    #[inline]
    pub(super) fn alone(&mut self) -> Option<&mut Held> {
        let held = Arc::get_mut(&mut self.0)?;
        Some(held.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the part of the cookie limit that outer middleware has used.
    pub(super) fn used(&self) -> Used {
        self.held().used
    }

    /// Takes the cookies of a response that was dropped.
    ///
    /// They replace the cookies of the place, or yield to them if `under` is set, because they are
    /// older.
    pub(super) fn give(&self, cookies: &Cookies, under: bool) {
        self.take_in(cookies.lines(), under);
    }

    /// Takes lines, or passes them on if the response was already returned.
    fn take_in<'a>(&self, lines: impl Iterator<Item = &'a HeaderValue>, under: bool) {
        let mut held = self.held();
        match (held.stage, held.outer.clone()) {
            (Stage::Waiting, _) => lines.for_each(|line| held.add(line.clone(), under)),
            // It is too late for this place, but maybe not for the outer one.
            (_, Some(outer)) => {
                drop(held);
                outer.take_in(lines, under);
            }
            (Stage::Answered, None) => {
                drop(held);
                tell_lost(lines.cloned().collect());
            }
            // There is no client to send them to.
            (Stage::Dropped, None) => {}
        }
    }

    /// Copies the cookies of a sent response, in case it does not arrive.
    ///
    /// A layer may drop it and return another response.
    pub(super) fn remember(&self, cookies: &Cookies, is_guarded: bool) {
        let mut held = self.held();
        if held.stage == Stage::Waiting {
            held.is_guarded |= is_guarded;
            cookies.lines().for_each(|line| held.add(line.clone(), false));
        }
    }
}

impl Held {
    /// Returns `true` if a response gains nothing from this place.
    #[inline]
    fn is_idle(&self) -> bool {
        self.lines.is_empty() && self.under.is_empty() && !self.is_guarded
    }

    /// Merges the content into a response.
    ///
    /// The lines are moved, unless an outer place gets them too.
    fn merge<B>(&mut self, outward: Option<Outward>, answer: &mut Response<B>) {
        let mut even = false;
        if let Some(Outward(set)) = outward {
            if let Some(set) = set {
                let sets = !self.lines.is_empty() || answer.headers().contains_key(SET_COOKIE);
                even = set.merge(answer.headers_mut(), sets, !self.under.is_empty());
            }
            // The page may depend on cookies that the middleware read.
            answer.extensions_mut().remove::<Keep>();
        }
        self.join();
        if !self.lines.is_empty() || self.is_guarded {
            self.write(even, answer);
        }
    }

    /// Adds the missing lines to a response, and adjusts its caching.
    fn write<B>(&mut self, even: bool, answer: &mut Response<B>) {
        let Self { lines, target, .. } = self;
        let path = || path_of(target.as_ref());
        let adds = match self.outer {
            Some(_) => merge::lines(&*lines, answer.headers_mut(), path),
            None => merge::take_lines(lines, answer.headers_mut(), path),
        };
        if adds {
            // A response with a cookie is not the same for every client.
            answer.extensions_mut().remove::<Keep>();
        }
        self.is_guarded &= !even;
        if adds && !even || self.is_guarded && answer.headers().contains_key(SET_COOKIE) {
            merge::keep_private(answer.headers_mut());
        }
    }

    /// Adds the lines of a middleware. The other lines take precedence.
    #[inline]
    fn join(&mut self) {
        if self.lines.is_empty() && self.under.len() == 1 {
            mem::swap(&mut self.lines, &mut self.under);
        } else if !self.under.is_empty() {
            let mut under = mem::take(&mut self.under);
            under.drain(..).for_each(|line| self.add(line, true));
            self.under = under;
        }
    }

    /// Merges the content into the final response, and copies it to the outer place.
    ///
    /// An outer layer may drop this response as well.
    fn answer<B>(&mut self, outward: Option<Outward>, answer: &mut Response<B>) {
        self.stage = Stage::Answered;
        self.merge(outward, answer);
        if let Some(outer) = &self.outer {
            let mut outer = outer.held();
            outer.is_guarded |= self.is_guarded;
            self.lines.drain(..).for_each(|line| outer.add(line, false));
        }
        self.lines.clear();
    }

    /// Clears the content for another request.
    ///
    /// It assigns the members one by one, because most of them are unchanged.
    pub(super) fn clear(&mut self) {
        let Self { lines, under, is_guarded, stage, outer, target, used } = self;
        lines.clear();
        under.clear();
        (*is_guarded, *stage) = (false, Stage::Waiting);
        (*outer, *target, *used) = (None, None, Used::default());
    }

    /// Adds a line.
    ///
    /// If there is a line for the same cookie, the new one replaces it, or is discarded if `under`
    /// is set.
    fn add(&mut self, line: HeaderValue, under: bool) {
        if self.lines.is_empty() {
            self.lines.push(line);
            return;
        }
        let path = path_of(self.target.as_ref());
        let is_same = |here: &HeaderValue| {
            Identity::of(here.as_bytes(), path) == Identity::of(line.as_bytes(), path)
        };
        match self.lines.iter().position(is_same) {
            Some(at) if !under => self.lines[at] = line,
            Some(_) => {}
            None => self.lines.push(line),
        }
    }
}

/// Returns the default path of cookies that are set for this path.
fn path_of(target: Option<&PathAndQuery>) -> &[u8] {
    target.map_or(b"/", |target| default_path(target.path()))
}

/// A place that is attached to a request until its response is known.
#[derive(Debug)]
pub(crate) struct Lent {
    place: Place,
    /// The part of the cookie limit that outer middleware had used by then.
    #[cfg_attr(
        not(feature = "tower"),
        allow(dead_code, reason = "a middleware alone looks at it")
    )]
    used: Used,
}

impl Lent {
    /// Attaches a place to the request, in front of an existing one.
    pub(crate) fn to<B>(request: &mut Request<B>) -> Self {
        let target = original_target(request).path_and_query().cloned();
        let extensions = request.extensions_mut();
        let mut place = spare::take();
        let used = match extensions.get_mut::<Place>() {
            Some(here) => {
                let used = here.used();
                let outer = Some(mem::replace(here, place.clone()));
                let mut held = place.held();
                (held.target, held.outer, held.used) = (target, outer, used);
                used
            }
            None => {
                if let Some(held) = place.alone() {
                    held.target = target;
                }
                extensions.insert(place.clone());
                Used::default()
            }
        };
        Self { place, used }
    }

    /// Creates the jar of a response to this request.
    #[cfg(feature = "tower")]
    #[inline]
    pub(super) fn jar(&self) -> Jar {
        Jar::at(self.place.clone(), self.used)
    }

    /// Takes the cookies of a middleware that calls its handler.
    ///
    /// Cookies that are set further inside take precedence, and share the cookie limit with them.
    #[cfg(feature = "tower")]
    #[inline]
    pub(super) fn put_under(&self, jar: &mut Jar) {
        if jar.get().are_written() {
            let mut held = self.place.held();
            held.used = jar.get().used();
            let (first, more) = jar.get_mut().take_written();
            held.under.extend(first);
            if let Some(more) = more {
                held.under.extend(more);
            }
        }
    }

    /// Merges the content, and the head of a middleware, into the final response.
    ///
    /// The response takes precedence, then the content of the place, then the head of the
    /// middleware.
    #[inline]
    pub(crate) fn merge<B>(mut self, outward: Option<Outward>, answer: &mut Response<B>) {
        match (self.place.alone(), outward) {
            // Most requests set no cookie.
            (Some(held), None) if held.is_idle() => {}
            (Some(held), Some(Outward(None))) if held.is_idle() => {
                if !answer.extensions().is_empty() {
                    answer.extensions_mut().remove::<Keep>();
                }
            }
            (Some(held), outward) => held.answer(outward, answer),
            (None, outward) => self.place.held().answer(outward, answer),
        }
    }

    /// Merges the same before the middleware receives the response.
    ///
    /// Returns the cookies as they are then. The cookies of the response are also kept here, in
    /// case it is not sent.
    #[cfg(feature = "tower")]
    pub(crate) fn merge_open<B>(
        &self,
        outward: Outward,
        jar: Jar,
        answer: &mut Response<B>,
    ) -> Jar {
        let mut held = self.place.held();
        held.merge(Some(outward), answer);
        answer.headers().get_all(SET_COOKIE).iter().for_each(|line| held.add(line.clone(), true));
        jar.knowing(answer.headers())
    }

    /// Reports the cookies as lost, because the inner service failed.
    ///
    /// There is no response that could carry them. If there is an outer place, they go there when
    /// this is dropped.
    #[cfg(feature = "tower")]
    pub(crate) fn fail(self) {
        let mut held = self.place.held();
        if held.outer.is_none() {
            held.join();
            let lines = mem::take(&mut held.lines);
            drop(held);
            tell_lost(lines);
        }
    }

    /// Moves the cookies to the outer place, whose layer may still respond.
    #[cold]
    fn hand_outward(&self) {
        let mut held = self.place.held();
        if held.stage == Stage::Waiting {
            held.stage = Stage::Dropped;
        }
        held.join();
        if !held.lines.is_empty() {
            let (lines, outer) = (mem::take(&mut held.lines), held.outer.clone());
            drop(held);
            outer.into_iter().for_each(|outer| outer.take_in(lines.iter(), false));
        }
    }
}

impl Drop for Lent {
    #[inline]
    fn drop(&mut self) {
        match self.place.alone() {
            Some(held) if held.lines.is_empty() && held.under.is_empty() => held.clear(),
            _ => {
                self.hand_outward();
                let Some(held) = self.place.alone() else { return };
                held.clear();
            }
        }
        spare::keep(&self.place);
    }
}

/// Returns the URI that the client sent.
///
/// A nested router removes its prefix from the URI of the request.
#[cfg(feature = "axum")]
pub(crate) fn original_target<B>(request: &Request<B>) -> &Uri {
    let original = request.extensions().get::<axum::extract::OriginalUri>();
    original.map_or(request.uri(), |original| &original.0)
}

#[cfg(not(feature = "axum"))]
pub(crate) fn original_target<B>(request: &Request<B>) -> &Uri {
    request.uri()
}
