//! The content of a place, and its merge into a response.

use std::mem;

use http::header::SET_COOKIE;
use http::uri::PathAndQuery;
use http::{HeaderValue, Response};

use super::CookiePlace;
use crate::cache_permission::CachePermission;
use crate::cookie::{Identity, Used, default_path};
use crate::response::merge;
use crate::response::pending_head::MiddlewareHead;

/// The content of a place.
#[derive(Debug, Default)]
pub(super) struct PlaceContent {
    /// The `Set-Cookie` lines, one for each cookie identity.
    pub(super) lines: Vec<HeaderValue>,
    /// Lines of a middleware that called its handler. `lines` takes precedence over them.
    pub(super) default_lines: Vec<HeaderValue>,
    /// Whether shared caches may store the sent response only without a cookie.
    pub(super) is_private_with_cookies: bool,
    pub(super) state: PlaceState,
    /// The place of an outer layer.
    pub(super) outer: Option<CookiePlace>,
    /// The part of the cookie limit of a response that outer middleware has used.
    pub(super) used: Used,
    /// The path of the request. It determines the default path of cookies without `Path`.
    pub(super) target: Option<PathAndQuery>,
}

/// The progress of the request of a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum PlaceState {
    #[default]
    Waiting,
    /// The final response was returned.
    Answered,
    /// There was no response: the client disconnected, or an outer layer responds.
    Dropped,
}

/// The handling of a line for a cookie that has a line already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnConflict {
    /// Replaces the existing line.
    Replace,
    /// Keeps the existing line, and discards the new one.
    Keep,
}

impl PlaceContent {
    /// Returns `true` if a response gains nothing from this place.
    #[inline]
    pub(super) fn has_no_effect(&self) -> bool {
        self.lines.is_empty() && self.default_lines.is_empty() && !self.is_private_with_cookies
    }

    /// Merges the content into a response.
    ///
    /// The lines are moved, unless an outer place gets them too.
    pub(super) fn merge<B>(&mut self, head: Option<MiddlewareHead>, answer: &mut Response<B>) {
        let mut allows_set_cookie = false;
        if let Some(MiddlewareHead(defaults)) = head {
            if let Some(defaults) = defaults {
                let sets = !self.lines.is_empty() || answer.headers().contains_key(SET_COOKIE);
                let adds = !self.default_lines.is_empty();
                allows_set_cookie = defaults.merge(answer.headers_mut(), sets, adds);
            }
            // The page may depend on cookies that the middleware read.
            answer.extensions_mut().remove::<CachePermission>();
        }
        self.merge_default_lines();
        if !self.lines.is_empty() || self.is_private_with_cookies {
            self.write(allows_set_cookie, answer);
        }
    }

    /// Adds the missing lines to a response, and adjusts its caching.
    fn write<B>(&mut self, allows_set_cookie: bool, answer: &mut Response<B>) {
        let Self { lines, target, .. } = self;
        let path = || default_path_of(target.as_ref());
        let adds = match self.outer {
            Some(_) => merge::add_missing(&*lines, answer.headers_mut(), path),
            None => merge::move_missing(lines, answer.headers_mut(), path),
        };
        if adds {
            // A response with a cookie is not the same for every client.
            answer.extensions_mut().remove::<CachePermission>();
        }
        self.is_private_with_cookies &= !allows_set_cookie;
        if adds && !allows_set_cookie
            || self.is_private_with_cookies && answer.headers().contains_key(SET_COOKIE)
        {
            merge::make_private(answer.headers_mut());
        }
    }

    /// Adds the lines of a middleware. The other lines take precedence.
    #[inline]
    pub(super) fn merge_default_lines(&mut self) {
        if self.lines.is_empty() && self.default_lines.len() == 1 {
            mem::swap(&mut self.lines, &mut self.default_lines);
        } else if !self.default_lines.is_empty() {
            let mut default_lines = mem::take(&mut self.default_lines);
            default_lines.drain(..).for_each(|line| self.add(line, OnConflict::Keep));
            self.default_lines = default_lines;
        }
    }

    /// Merges the content into the final response, and copies it to the outer place.
    ///
    /// An outer layer may drop this response as well.
    pub(super) fn finish<B>(&mut self, head: Option<MiddlewareHead>, answer: &mut Response<B>) {
        self.state = PlaceState::Answered;
        self.merge(head, answer);
        if let Some(outer) = &self.outer {
            let mut outer = outer.lock();
            outer.is_private_with_cookies |= self.is_private_with_cookies;
            self.lines.drain(..).for_each(|line| outer.add(line, OnConflict::Replace));
        }
        self.lines.clear();
    }

    /// Clears the content for another request.
    ///
    /// It assigns the members one by one, because most of them are unchanged.
    pub(super) fn clear(&mut self) {
        let Self { lines, default_lines, is_private_with_cookies, state, outer, target, used } =
            self;
        lines.clear();
        default_lines.clear();
        (*is_private_with_cookies, *state) = (false, PlaceState::Waiting);
        (*outer, *target, *used) = (None, None, Used::default());
    }

    /// Adds a line.
    ///
    /// `on_conflict` decides if there is a line for the same cookie.
    pub(super) fn add(&mut self, line: HeaderValue, on_conflict: OnConflict) {
        if self.lines.is_empty() {
            self.lines.push(line);
            return;
        }
        let path = default_path_of(self.target.as_ref());
        let is_same = |existing: &HeaderValue| {
            Identity::parse(existing.as_bytes(), path) == Identity::parse(line.as_bytes(), path)
        };
        match self.lines.iter().position(is_same) {
            Some(index) if on_conflict == OnConflict::Replace => self.lines[index] = line,
            Some(_) => {}
            None => self.lines.push(line),
        }
    }
}

/// Returns the default path of cookies that are set for this path.
fn default_path_of(target: Option<&PathAndQuery>) -> &[u8] {
    target.map_or(b"/", |target| default_path(target.path()))
}
