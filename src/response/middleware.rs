//! The result of a middleware: a call of the handler, or a response in its place.

use http::Request;
use http::header::SET_COOKIE;

use super::answered::PendingHeadThen;
use super::before::{Before, Under};
use super::jar::Jar;
use super::merge;
#[cfg(feature = "tower")]
use super::place::Lent;
use crate::NotAnAction;
use crate::body::Body;
use crate::cache::Keep;
use crate::cookie::{CookieError, default_path};
use crate::header::HeaderError;

/// The decision of a middleware: to call the handler, or to respond in its place.
#[must_use = "what is not returned is not done"]
#[derive(Debug)]
pub enum Next {
    /// Calls the handler.
    Continue(PendingHead),
    /// Calls the handler, then passes its response to the middleware.
    ContinueThen(PendingHeadThen),
    /// Responds in place of the handler.
    Respond(http::Response<Body>),
}

impl From<http::Response<Body>> for Next {
    fn from(answer: http::Response<Body>) -> Self {
        Self::Respond(answer)
    }
}

/// The changes of a middleware to the request and the handler's response.
///
/// If it is dropped without being merged, its cookies go to the place of the request, as those of a
/// dropped [`Response`](crate::Response) do.
#[must_use = "what is not merged into the response is lost"]
#[derive(Debug)]
pub struct PendingHead {
    pub(super) jar: Jar,
    pub(super) before: Box<Before>,
}

/// The response headers of a [`PendingHead`], to be merged into the response.
///
/// The cookies are at the place of the request in the meantime. It is `None` if the middleware set
/// no response header. Most middleware sets none.
#[derive(Debug)]
pub(crate) struct Outward(pub(super) Option<Box<Under>>);

impl PendingHead {
    /// Applies the changes to the request: its cookies, headers and extensions.
    ///
    /// A request is left as it is if the middleware changed nothing. A cookie that the middleware
    /// did not overwrite is kept byte for byte.
    pub fn rewrite<B>(&self, request: &mut Request<B>) {
        self.jar.get().rewrite(request.headers_mut());
        if let Some(handed) = &self.before.handed {
            let mut extensions = std::mem::take(request.extensions_mut());
            handed.apply_to(request.headers_mut(), &mut extensions);
            *request.extensions_mut() = extensions;
        }
    }

    /// Returns the jar for the middleware after its handler.
    #[cfg(feature = "tower")]
    pub(crate) fn jar_again(&self) -> Jar {
        self.jar.again()
    }

    /// Applies the changes to the request, and takes out the part for the response.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn part(&mut self, lent: &Lent) -> Outward {
        let Self { jar, before } = self;
        if jar.get().are_changed() {
            jar.get().rewrite(&mut before.request.headers);
            lent.put_under(jar);
        }
        if let Some(handed) = before.handed.take() {
            handed.apply_to(&mut before.request.headers, &mut before.request.extensions);
        }
        Outward(before.set.take())
    }

    /// Returns the changed request, with its body.
    #[cfg(feature = "tower")]
    #[inline(always)]
    pub(crate) fn into_request<A>(self, body: A) -> Request<A> {
        Request::from_parts(self.before.request, body)
    }

    /// Moves the cookies to a place, and returns the part for the response.
    #[cfg(feature = "axum")]
    pub(super) fn into_outward(mut self, lent: &Lent) -> Outward {
        lent.put_under(&mut self.jar);
        Outward(self.before.set)
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
        let Self { mut jar, before } = self;
        let Before { request, set, .. } = *before;
        response.extensions_mut().remove::<Keep>();
        let headers = response.headers_mut();
        let sets = headers.contains_key(SET_COOKIE);
        let even = set.is_some_and(|set| set.merge(headers, sets, jar.get().are_written()));
        jar.leave(|| false);
        let path = || default_path(request.uri.path());
        if merge::lines(jar.get().lines(), headers, path) && !even {
            merge::keep_private(headers);
        }
    }

    /// Merges, and returns a jar with the cookies as the client will have them.
    ///
    /// None of them is written again.
    pub(super) fn merge_open<B>(self, response: &mut http::Response<B>) -> Jar {
        let jar = self.jar.again();
        self.merge(response);
        jar.knowing(response.headers())
    }
}

/// A return type of a middleware: [`Next`], a response, or a `Result` of either.
///
/// The error of a `Result` is an [`ErrorAnswer`]. Cookies that were set before the error are sent
/// with its response. The compiler infers `By`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a middleware decides",
    label = "neither `Next` nor a response of `headfirst::Body`",
    note = "return `res.next()`, or an answer such as `res.redirect(..)`"
)]
pub trait IntoNext<By = ()>: sealed::Sealed<By> {}

impl IntoNext for Next {}
impl IntoNext for http::Response<Body> {}
impl<D: IntoNext, E: ErrorAnswer<By>, By> IntoNext<By> for Result<D, E> {}

/// Converts the return value of a middleware into its decision.
#[cfg(feature = "tower")]
pub(crate) fn decided<By>(decision: impl IntoNext<By>) -> Next {
    sealed::Sealed::next(decision)
}

/// An error that a middleware can return, because it converts to a response.
///
/// `http::Response<Body>` implements `From` for it. With the feature `axum`, it can implement
/// axum's `IntoResponse` instead. Implement one of the two: a type with both is ambiguous, and does
/// not compile. In an application on axum, implement only `IntoResponse`. The compiler infers `By`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not become a response",
    label = "no error that a middleware ends with",
    note = "on axum, implement `axum::response::IntoResponse` for `{Self}`",
    note = "on other servers, implement `From<{Self}>` for `http::Response<headfirst::Body>`"
)]
pub trait ErrorAnswer<By = ()>: sealed::IntoAnswer<By> {}

#[diagnostic::do_not_recommend]
impl<E> ErrorAnswer for E where http::Response<Body>: From<E> {}

// These errors implement `Into`, not `From`. With the feature `axum`, `From` would be a second way
// to convert them, and they would be ambiguous.
#[cfg(not(feature = "axum"))]
impl ErrorAnswer for CookieError {}
#[cfg(not(feature = "axum"))]
impl ErrorAnswer for HeaderError {}
#[cfg(not(feature = "axum"))]
impl ErrorAnswer for NotAnAction {}

#[cfg(feature = "axum")]
#[diagnostic::do_not_recommend]
impl<E: axum::response::IntoResponse> ErrorAnswer<sealed::OfAxum> for E {}

// Each of these errors converts in exactly one way, with any set of features.
const _: () = {
    const fn becomes_one_response<E: ErrorAnswer<By>, By>() {}
    becomes_one_response::<CookieError, _>();
    becomes_one_response::<HeaderError, _>();
    becomes_one_response::<NotAnAction, _>();
};

mod sealed {
    use super::{Body, ErrorAnswer, IntoNext, Next};
    #[cfg(not(feature = "axum"))]
    use super::{CookieError, HeaderError, NotAnAction};

    #[allow(unnameable_types, reason = "unnameable is what seals `super::IntoNext`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not what a middleware decides",
        label = "neither `Next` nor a response of `headfirst::Body`",
        note = "return `res.next()`, or an answer such as `res.redirect(..)`"
    )]
    pub trait Sealed<By> {
        fn next(self) -> Next;
    }

    #[diagnostic::do_not_recommend]
    impl Sealed<()> for Next {
        fn next(self) -> Next {
            self
        }
    }

    #[diagnostic::do_not_recommend]
    impl Sealed<()> for http::Response<Body> {
        fn next(self) -> Next {
            Next::Respond(self)
        }
    }

    #[diagnostic::do_not_recommend]
    impl<D: IntoNext, E: ErrorAnswer<By>, By> Sealed<By> for Result<D, E> {
        fn next(self) -> Next {
            match self {
                Ok(decision) => decision.next(),
                Err(error) => Next::Respond(error.into_answer()),
            }
        }
    }

    #[allow(unnameable_types, reason = "unnameable is what seals `super::ErrorAnswer`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` does not become a response",
        label = "no error that a middleware ends with",
        note = "on axum, implement `axum::response::IntoResponse` for `{Self}`",
        note = "on other servers, implement `From<{Self}>` for `http::Response<headfirst::Body>`"
    )]
    pub trait IntoAnswer<By> {
        fn into_answer(self) -> http::Response<Body>;
    }

    #[diagnostic::do_not_recommend]
    impl<E> IntoAnswer<()> for E
    where
        http::Response<Body>: From<E>,
    {
        fn into_answer(self) -> http::Response<Body> {
            self.into()
        }
    }

    #[cfg(not(feature = "axum"))]
    impl IntoAnswer<()> for CookieError {
        fn into_answer(self) -> http::Response<Body> {
            self.into()
        }
    }

    #[cfg(not(feature = "axum"))]
    impl IntoAnswer<()> for HeaderError {
        fn into_answer(self) -> http::Response<Body> {
            self.into()
        }
    }

    #[cfg(not(feature = "axum"))]
    impl IntoAnswer<()> for NotAnAction {
        fn into_answer(self) -> http::Response<Body> {
            self.into()
        }
    }

    /// A marker for errors that implement axum's `IntoResponse`.
    #[cfg(feature = "axum")]
    #[derive(Debug)]
    #[allow(unnameable_types, reason = "the compiler finds it")]
    pub enum OfAxum {}

    #[cfg(feature = "axum")]
    #[diagnostic::do_not_recommend]
    impl<E: axum::response::IntoResponse> IntoAnswer<OfAxum> for E {
        fn into_answer(self) -> http::Response<Body> {
            self.into_response().map(|body| Body::forwarded(bytes::Bytes::new(), body))
        }
    }
}
