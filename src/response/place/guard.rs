//! The guard of a place: it is attached to a request, and ends with the response.

use std::mem;

use http::{Request, Response, Uri};

use super::content::{OnConflict, PlaceState};
use super::{CookiePlace, pool};
use crate::cache_permission::CachePermission;
use crate::cookie::Used;
#[cfg(feature = "tower")]
use crate::cookie::report_lost;
#[cfg(feature = "tower")]
use crate::response::ResponseCookies;
use crate::response::pending_head::MiddlewareHead;

/// A place that is attached to a request until its response is known.
///
/// When it is dropped without a response, the cookies go to the outer place.
#[derive(Debug)]
pub(crate) struct PlaceGuard {
    place: CookiePlace,
    /// The part of the cookie limit that outer middleware had used by then.
    #[cfg_attr(
        not(feature = "tower"),
        allow(dead_code, reason = "a middleware alone looks at it")
    )]
    used: Used,
}

impl PlaceGuard {
    /// Attaches a place to the request, in front of an existing one.
    pub(crate) fn attach<B>(request: &mut Request<B>) -> Self {
        let target = original_target(request).path_and_query().cloned();
        let extensions = request.extensions_mut();
        let mut place = pool::take();
        let used = match extensions.get_mut::<CookiePlace>() {
            Some(existing) => {
                let used = existing.used();
                let outer = Some(mem::replace(existing, place.clone()));
                let mut content = place.lock();
                (content.target, content.outer, content.used) = (target, outer, used);
                used
            }
            None => {
                if let Some(content) = place.get_mut() {
                    content.target = target;
                }
                extensions.insert(place.clone());
                Used::default()
            }
        };
        Self { place, used }
    }

    /// Creates the cookies of a response to this request.
    #[cfg(feature = "tower")]
    #[inline]
    pub(in crate::response) fn response_cookies(&self) -> ResponseCookies {
        ResponseCookies::at_place(self.place.clone(), self.used)
    }

    /// Takes the cookies of a middleware that calls its handler.
    ///
    /// Cookies that are set further inside take precedence, and share the cookie limit with them.
    #[cfg(feature = "tower")]
    #[inline]
    pub(in crate::response) fn take_defaults(&self, cookies: &mut ResponseCookies) {
        if cookies.get().has_set_cookies() {
            let mut content = self.place.lock();
            content.used = cookies.get().used();
            let (first, more) = cookies.get_mut().take_lines();
            content.default_lines.extend(first);
            if let Some(more) = more {
                content.default_lines.extend(more);
            }
        }
    }

    /// Merges the content, and the head of a middleware, into the final response.
    ///
    /// The response takes precedence, then the content of the place, then the head of the
    /// middleware.
    #[inline]
    pub(crate) fn merge<B>(mut self, head: Option<MiddlewareHead>, answer: &mut Response<B>) {
        match (self.place.get_mut(), head) {
            // Most requests set no cookie.
            (Some(content), None) if content.has_no_effect() => {}
            (Some(content), Some(MiddlewareHead(None))) if content.has_no_effect() => {
                if !answer.extensions().is_empty() {
                    answer.extensions_mut().remove::<CachePermission>();
                }
            }
            (Some(content), head) => content.finish(head, answer),
            (None, head) => self.place.lock().finish(head, answer),
        }
    }

    /// Merges like [`merge`](Self::merge), before the middleware receives the response.
    ///
    /// Returns the cookies as they are then.
    #[cfg(feature = "tower")]
    pub(crate) fn merge_before_middleware<B>(
        &self,
        head: MiddlewareHead,
        cookies: ResponseCookies,
        answer: &mut Response<B>,
        uri: &Uri,
    ) -> ResponseCookies {
        self.place.lock().merge(Some(head), answer);
        cookies.with_answer(answer.headers(), uri)
    }

    /// Reports the cookies as lost, because the inner service failed.
    ///
    /// There is no response that could carry them. If there is an outer place, they go there when
    /// this is dropped.
    #[cfg(feature = "tower")]
    pub(crate) fn fail(self) {
        let mut content = self.place.lock();
        if content.outer.is_none() {
            content.merge_default_lines();
            let lines = mem::take(&mut content.lines);
            drop(content);
            report_lost(lines);
        }
    }

    /// Moves the cookies to the outer place, whose layer may still respond.
    #[cold]
    fn move_to_outer(&self) {
        let mut content = self.place.lock();
        if content.state == PlaceState::Waiting {
            content.state = PlaceState::Dropped;
        }
        content.merge_default_lines();
        if !content.lines.is_empty() {
            let (lines, outer) = (mem::take(&mut content.lines), content.outer.clone());
            drop(content);
            if let Some(outer) = outer {
                outer.add_lines(lines.iter(), OnConflict::Replace);
            }
        }
    }
}

impl Drop for PlaceGuard {
    #[inline]
    fn drop(&mut self) {
        match self.place.get_mut() {
            Some(content) if content.lines.is_empty() && content.default_lines.is_empty() => {
                content.clear();
            }
            _ => {
                self.move_to_outer();
                let Some(content) = self.place.get_mut() else { return };
                content.clear();
            }
        }
        pool::put_back(&self.place);
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
