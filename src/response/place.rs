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
    /// Lines of a middleware that has gone on, which go under what is set inside of it.
    under: Vec<HeaderValue>,
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

    /// Returns what is here if there is no other handle, such as that of a request, without a lock.
    #[inline]
    pub(super) fn alone(&mut self) -> Option<&mut Held> {
        let held = Arc::get_mut(&mut self.0)?;
        Some(held.get_mut().unwrap_or_else(PoisonError::into_inner))
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
            (Stage::Waiting, _) => lines.for_each(|line| held.add(line.clone(), under)),
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
            cookies.lines().for_each(|line| held.add(line.clone(), false));
        }
    }
}

impl Held {
    /// Returns whether an answer gains nothing here.
    #[inline]
    fn is_idle(&self) -> bool {
        self.lines.is_empty() && self.under.is_empty() && !self.is_guarded
    }

    /// Merges what is here into an answer. Lines are moved unless a place outside gets them too.
    fn merge<B>(&mut self, outward: Option<Outward>, answer: &mut Response<B>) {
        let mut even = false;
        if let Some(Outward(set)) = outward {
            if let Some(set) = set {
                let sets = !self.lines.is_empty() || answer.headers().contains_key(SET_COOKIE);
                even = set.merge(answer.headers_mut(), sets, !self.under.is_empty());
            }
            // It may depend on cookies that were read there.
            answer.extensions_mut().remove::<Keep>();
        }
        self.join();
        if !self.lines.is_empty() || self.is_guarded {
            self.write(even, answer);
        }
    }

    fn write<B>(&mut self, even: bool, answer: &mut Response<B>) {
        let Self { lines, target, .. } = self;
        let path = || path_of(target.as_ref());
        let adds = match self.outer {
            Some(_) => merge::lines(&*lines, answer.headers_mut(), path),
            None => merge::take_lines(lines, answer.headers_mut(), path),
        };
        if adds {
            // With a cookie, it is not the same for every client.
            answer.extensions_mut().remove::<Keep>();
        }
        self.is_guarded &= !even;
        if adds && !even || self.is_guarded && answer.headers().contains_key(SET_COOKIE) {
            merge::keep_private(answer.headers_mut());
        }
    }

    /// Puts the lines of a middleware under the others.
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

    /// Answers, and remembers it outside, where this answer may be dropped too.
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

    /// Empties it, for another request; member by member, since most are as they were.
    pub(super) fn clear(&mut self) {
        let Self { lines, under, is_guarded, stage, outer, target, used } = self;
        lines.clear();
        under.clear();
        (*is_guarded, *stage) = (false, Stage::Waiting);
        (*outer, *target, *used) = (None, None, Used::default());
    }

    /// Adds a line, over the one of its cookie or under it.
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

fn path_of(target: Option<&PathAndQuery>) -> &[u8] {
    target.map_or(b"/", |target| default_path(target.path()))
}

/// A place that was lent to a request, until its answer is known.
#[derive(Debug)]
pub(crate) struct Lent {
    place: Place,
    /// What those outside have used when it was lent.
    #[cfg_attr(
        not(feature = "tower"),
        allow(dead_code, reason = "a middleware alone looks at it")
    )]
    used: Used,
}

impl Lent {
    /// Lends the request a place, in front of the one that it may have.
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

    /// The jar of a response to this request.
    #[cfg(feature = "tower")]
    #[inline]
    pub(super) fn jar(&self) -> Jar {
        Jar::at(self.place.clone(), self.used)
    }

    /// Takes the cookies of a middleware that goes on: they go under what is set inside of it, where there
    /// is room for them.
    #[cfg(feature = "tower")]
    #[inline]
    pub(super) fn put_under(&self, jar: &mut Jar) {
        if jar.get().are_written() {
            let mut held = self.place.held();
            held.used = jar.get().used();
            let (first, more) = jar.get_mut().take_written();
            held.under.extend(first);
            held.under.extend(more.into_iter().flatten());
        }
    }

    /// Merges what is here into the answer, which wins, and under that what a middleware has set.
    #[inline]
    pub(crate) fn merge<B>(mut self, outward: Option<Outward>, answer: &mut Response<B>) {
        match (self.place.alone(), outward) {
            // Most requests set nothing.
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

    /// Merges the same, before the middleware sees the answer; returns the cookies as they are then. What
    /// the answer has stays here too, in case that it does not leave.
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

    /// The service inside has failed: there is no answer that could have what is here.
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

    /// Hands what is here outward, where something outside may answer.
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
