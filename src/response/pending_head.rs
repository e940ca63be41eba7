//! The changes of a middleware that has called its handler.

use http::Request;
use http::header::SET_COOKIE;

use super::cookies::ResponseCookies;
use super::head_defaults::HeadDefaults;
use super::merge;
#[cfg(feature = "tower")]
use super::place::PlaceGuard;
use crate::cache_permission::CachePermission;
use crate::cookie::default_path;
use crate::phase::data::MiddlewareData;

/// The changes of a middleware to the request and the handler's response.
///
/// If it is dropped without being merged, its cookies go to the place of the request, as those of a
/// dropped [`Response`](crate::Response) do.
#[must_use = "what is not merged into the response is lost"]
#[derive(Debug)]
pub struct PendingHead {
    pub(super) cookies: ResponseCookies,
    pub(super) data: Box<MiddlewareData>,
}

/// The response headers of a [`PendingHead`], to be merged into the response.
///
/// The cookies are at the place of the request in the meantime. It is `None` if the middleware set
/// no response header. Most middleware sets none.
#[derive(Debug)]
pub(crate) struct MiddlewareHead(pub(super) Option<Box<HeadDefaults>>);

impl PendingHead {
    /// Applies the changes to the request: its cookies, headers and extensions.
    ///
    /// A request is left as it is if the middleware changed nothing. A cookie that the middleware
    /// did not overwrite is kept byte for byte.
    pub fn rewrite<B>(&self, request: &mut Request<B>) {
        self.cookies.get().rewrite(request.headers_mut());
        if let Some(changes) = &self.data.request_changes {
            let mut extensions = std::mem::take(request.extensions_mut());
            changes.apply_to(request.headers_mut(), &mut extensions);
            *request.extensions_mut() = extensions;
        }
    }

    /// Returns the cookies for the middleware after its handler.
    #[cfg(feature = "tower")]
    pub(crate) fn cookies_after_handler(&self) -> ResponseCookies {
        self.cookies.without_changes()
    }

    /// Applies the changes to the request, and takes out the part for the response.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn apply(&mut self, place: &PlaceGuard) -> MiddlewareHead {
        let Self { cookies, data } = self;
        if cookies.get().has_changes() {
            cookies.get().rewrite(&mut data.request.headers);
            place.take_defaults(cookies);
        }
        if let Some(changes) = data.request_changes.take() {
            changes.apply_to(&mut data.request.headers, &mut data.request.extensions);
        }
        MiddlewareHead(data.defaults.take())
    }

    /// Returns the changed request, with its body.
    #[cfg(feature = "tower")]
    #[inline(always)]
    pub(crate) fn into_request<A>(self, body: A) -> Request<A> {
        Request::from_parts(self.data.request, body)
    }

    /// Moves the cookies to a place, and returns the part for the response.
    #[cfg(feature = "axum")]
    pub(super) fn into_middleware_head(mut self, place: &PlaceGuard) -> MiddlewareHead {
        place.take_defaults(&mut self.cookies);
        MiddlewareHead(self.data.defaults)
    }

    /// Merges what was set into the response of the handler, which takes precedence.
    ///
    /// If the handler set the same cookie or an inserted header, the value of the handler is kept.
    /// An appended header is added to the values of the handler. Cookies are identified as clients
    /// identify them, by name, domain, path and partition (RFC 6265bis §5.7).
    ///
    /// A response that gains a cookie here has one `Set-Cookie` line for each cookie afterwards. It
    /// is also kept out of shared caches, unless
    /// [`CacheControl::allow_set_cookie`](crate::CacheControl::allow_set_cookie) was set here and
    /// the handler set neither a cookie nor `Cache-Control`.
    ///
    /// If nothing was set, the response is not changed. However, the page cache does not store a
    /// page that came through a middleware.
    pub fn merge<B>(self, response: &mut http::Response<B>) {
        let Self { mut cookies, data } = self;
        let MiddlewareData { request, defaults, .. } = *data;
        response.extensions_mut().remove::<CachePermission>();
        let headers = response.headers_mut();
        let sets = headers.contains_key(SET_COOKIE);
        let adds = cookies.get().has_set_cookies();
        let allows_set_cookie =
            defaults.is_some_and(|defaults| defaults.merge(headers, sets, adds));
        cookies.mark_sent(|| false);
        let path = || default_path(request.uri.path());
        if merge::add_missing(cookies.get().lines(), headers, path) && !allows_set_cookie {
            merge::make_private(headers);
        }
    }

    /// Merges, and returns the cookies as the client will have them.
    ///
    /// The returned cookies are not written a second time.
    pub(super) fn merge_before_middleware<B>(
        self,
        response: &mut http::Response<B>,
    ) -> ResponseCookies {
        let (cookies, uri) = (self.cookies.without_changes(), self.data.uri().clone());
        self.merge(response);
        cookies.with_answer(response.headers(), &uri)
    }
}
