//! The place of a request: where its responses leave what they have written.
//!
//! The cookies of a response shall leave with whatever answers its request, be that another response. But a
//! response that is dropped knows no other, and what drops it (a `?`, a panic, a timeout) knows nothing of
//! cookies. So the request carries a place, which a response takes a handle to when it begins. It leaves its
//! cookies there when it is dropped, and a copy when it is sent; and once the answer is known, what the answer
//! lacks is added to it.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::SET_COOKIE;
use http::uri::PathAndQuery;
use http::{Extensions, HeaderValue, Request, Response, Uri};

#[cfg(feature = "tower")]
use super::Jar;
use super::middleware::Outward;
#[cfg(feature = "tower")]
use super::middleware::PendingHead;
use super::{merge, spare};
use crate::cache::Keep;
use crate::cookie::{Cookies, Identity, Used, default_path, tell_lost};

/// A handle to the place of a request, as its extensions have it.
#[derive(Clone, Debug)]
pub(crate) struct Place(pub(super) Arc<Mutex<Held>>);

/// What is at a place.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// One line of each identity.
    lines: Vec<HeaderValue>,
    /// Whether a response has left that shared caches may keep only if it sets no cookie.
    is_guarded: bool,
    stage: Stage,
    /// The place that was there before.
    outer: Option<Place>,
    /// What those outside have used of what a response sets in all.
    used: Used,
    /// What the request is for: a cookie without a path gets one of it.
    target: Option<PathAndQuery>,
}

/// How far the request is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Waiting,
    /// The answer has left.
    Answered,
    /// There was no answer: the client is gone, or something outside answers.
    Dropped,
}

impl Place {
    pub(crate) fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What those outside have used of what a response sets in all.
    pub(super) fn used(&self) -> Used {
        self.held().used
    }

    /// Takes the cookies of a response that was dropped: over those that are here, or under them, where they
    /// are older.
    pub(super) fn give(&self, cookies: &Cookies, under: bool) {
        self.take_in(cookies.lines(), under);
    }

    fn take_in<'a>(&self, lines: impl Iterator<Item = &'a HeaderValue>, under: bool) {
        let mut held = self.held();
        match (held.stage, held.outer.clone()) {
            (Stage::Waiting, _) => lines.for_each(|line| held.add(line, under)),
            // What comes too late for this place may be in time for the one outside.
            (_, Some(outer)) => {
                drop(held);
                outer.take_in(lines, under);
            }
            (Stage::Answered, None) => {
                drop(held);
                tell_lost(lines.cloned().collect());
            }
            // There is nobody to send them to.
            (Stage::Dropped, None) => {}
        }
    }

    /// Remembers the cookies of a response that has left, in case it does not arrive: it may be dropped by a
    /// layer that answers otherwise.
    pub(super) fn remember(&self, cookies: &Cookies, is_guarded: bool) {
        let mut held = self.held();
        if held.stage == Stage::Waiting {
            held.is_guarded |= is_guarded;
            cookies.lines().for_each(|line| held.add(line, false));
        }
    }
}

impl Held {
    fn merge<B>(&mut self, outward: Option<Outward>, answer: &mut Response<B>) {
        let mut even = false;
        if let Some(Outward(outward)) = outward {
            if let Some((jar, set)) = outward.map(|boxed| *boxed) {
                let adds = jar.get().are_written();
                if let Some(set) = set {
                    let sets = !self.lines.is_empty() || answer.headers().contains_key(SET_COOKIE);
                    even = set.merge(answer.headers_mut(), sets, adds);
                }
                jar.get().lines().for_each(|line| self.add(line, true));
                jar.forget();
            }
            // It may depend on cookies that were read there.
            answer.extensions_mut().remove::<Keep>();
        }
        if self.lines.is_empty() && !self.is_guarded {
            return;
        }
        let adds = !self.lines.is_empty()
            && merge::lines(&self.lines, answer.headers_mut(), || self.default_path());
        if adds {
            // With a cookie, it is not the same for every client.
            answer.extensions_mut().remove::<Keep>();
        }
        self.is_guarded &= !even;
        if adds && !even || self.is_guarded && answer.headers().contains_key(SET_COOKIE) {
            merge::keep_private(answer.headers_mut());
        }
    }

    /// Empties it, for another request; member by member, since most are as they were.
    pub(super) fn clear(&mut self) {
        let Self { lines, is_guarded, stage, outer, target, used } = self;
        lines.clear();
        (*is_guarded, *stage) = (false, Stage::Waiting);
        (*outer, *target, *used) = (None, None, Used::default());
    }

    fn default_path(&self) -> &[u8] {
        self.target.as_ref().map_or(b"/", |target| default_path(target.path()))
    }

    /// Adds a line, over the one of its cookie or under it.
    fn add(&mut self, line: &HeaderValue, under: bool) {
        if self.lines.is_empty() {
            self.lines.push(line.clone());
            return;
        }
        let path = self.default_path();
        let is_same = |here: &HeaderValue| {
            Identity::of(here.as_bytes(), path) == Identity::of(line.as_bytes(), path)
        };
        match self.lines.iter().position(is_same) {
            Some(at) if !under => self.lines[at] = line.clone(),
            Some(_) => {}
            None => self.lines.push(line.clone()),
        }
    }
}

/// A place that was lent to a request, until its answer is known.
#[derive(Debug)]
pub(crate) struct Lent(Place);

impl Lent {
    /// Lends the request a place, in front of the one that it may have.
    pub(crate) fn to<B>(request: &mut Request<B>) -> Self {
        let target = original_target(request).path_and_query().cloned();
        let extensions = request.extensions_mut();
        let place = spare::take();
        let mut held = place.held();
        held.target = target;
        match extensions.get_mut::<Place>() {
            Some(here) => {
                held.used = here.used();
                held.outer = Some(mem::replace(here, place.clone()));
            }
            None => {
                extensions.insert(place.clone());
            }
        }
        drop(held);
        Self(place)
    }

    /// The jar of a response to this request.
    #[cfg(feature = "tower")]
    pub(super) fn jar(&self, cookies: Cookies) -> Jar {
        Jar::at(cookies, self.0.clone())
    }

    /// Leaves room for what a middleware has set, in what is set inside of it.
    #[cfg(feature = "tower")]
    pub(crate) fn besides(&self, pending: &PendingHead) {
        self.0.held().used = pending.jar.get().used();
    }

    /// Merges what is here into the answer, which wins, and under that what a middleware has set.
    pub(crate) fn merge<B>(self, outward: Option<Outward>, answer: &mut Response<B>) {
        let mut held = self.0.held();
        held.stage = Stage::Answered;
        held.merge(outward, answer);
        // What is outside may drop this answer too.
        let held = &mut *held;
        if let Some(outer) = &held.outer {
            let mut outer = outer.held();
            outer.is_guarded |= held.is_guarded;
            held.lines.drain(..).for_each(|line| outer.add(&line, false));
        }
        held.lines.clear();
    }

    /// Merges the same, before the middleware sees the answer; returns the cookies as they are then. What
    /// the answer has stays here too, in case that it does not leave.
    #[cfg(feature = "tower")]
    pub(crate) fn merge_open<B>(
        &self,
        outward: Outward,
        jar: Jar,
        answer: &mut Response<B>,
    ) -> Jar {
        let mut held = self.0.held();
        held.merge(Some(outward), answer);
        answer.headers().get_all(SET_COOKIE).iter().for_each(|line| held.add(line, true));
        jar.knowing(answer.headers())
    }

    /// The service inside has failed: there is no answer that could have what is here.
    #[cfg(feature = "tower")]
    pub(crate) fn fail(self) {
        let mut held = self.0.held();
        if held.outer.is_none() {
            let lines = mem::take(&mut held.lines);
            drop(held);
            tell_lost(lines);
        }
    }
}

/// Hands what is here outward, where something outside may answer.
impl Drop for Lent {
    fn drop(&mut self) {
        let mut held = self.0.held();
        if held.stage == Stage::Waiting {
            held.stage = Stage::Dropped;
        }
        if !held.lines.is_empty() {
            let (lines, outer) = (mem::take(&mut held.lines), held.outer.clone());
            drop(held);
            outer.into_iter().for_each(|outer| outer.take_in(lines.iter(), false));
        } else {
            drop(held);
        }
        spare::keep(&mut self.0);
    }
}

/// The target that the client has sent, also inside a router that nests and cuts its prefix off.
#[cfg(feature = "axum")]
pub(crate) fn original_target<B>(request: &Request<B>) -> &Uri {
    let original = request.extensions().get::<axum::extract::OriginalUri>();
    original.map_or(request.uri(), |original| &original.0)
}

#[cfg(not(feature = "axum"))]
pub(crate) fn original_target<B>(request: &Request<B>) -> &Uri {
    request.uri()
}
