//! Before the handler: going on to it, or answering in its place.

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

/// What a middleware has decided: the request goes on, or is answered.
#[must_use = "what is not returned is not done"]
#[derive(Debug)]
pub enum Next {
    /// The handler answers.
    Continue(PendingHead),
    /// The handler answers, and then the middleware sees its answer.
    ContinueThen(PendingHeadThen),
    /// The middleware has answered.
    Respond(http::Response<Body>),
}

impl From<http::Response<Body>> for Next {
    fn from(answer: http::Response<Body>) -> Self {
        Self::Respond(answer)
    }
}

/// What a middleware has set, on its way round the handler.
///
/// Dropped without being merged, it gives its cookies to the place of the request, as a response does.
#[must_use = "what is not merged into the response is lost"]
#[derive(Debug)]
pub struct PendingHead {
    pub(super) jar: Jar,
    pub(super) before: Box<Before>,
}

/// The part of a [`PendingHead`] that goes into the answer, but for its cookies, which are at the place of the
/// request meanwhile. Most middlewares set nothing, and then it is none.
#[derive(Debug)]
pub(crate) struct Outward(pub(super) Option<Box<Under>>);

impl PendingHead {
    /// Changes a request to what the handler shall see: its cookies, and what was handed on.
    ///
    /// A request for which the middleware has changed nothing stays as it is, and so does, byte for byte,
    /// each cookie that was not written over.
    pub fn rewrite<B>(&self, request: &mut Request<B>) {
        self.jar.get().rewrite(request.headers_mut());
        if let Some(handed) = &self.before.handed {
            let mut extensions = std::mem::take(request.extensions_mut());
            handed.apply_to(request.headers_mut(), &mut extensions);
            *request.extensions_mut() = extensions;
        }
    }

    /// The jar of the middleware after its handler.
    #[cfg(feature = "tower")]
    pub(crate) fn jar_again(&self) -> Jar {
        self.jar.again()
    }

    /// Changes the request to what the handler shall see, and takes out what goes into the answer.
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

    /// Returns that request.
    #[cfg(feature = "tower")]
    #[inline(always)]
    pub(crate) fn into_request<A>(self, body: A) -> Request<A> {
        Request::from_parts(self.before.request, body)
    }

    #[cfg(feature = "axum")]
    pub(super) fn into_outward(mut self, lent: &Lent) -> Outward {
        lent.put_under(&mut self.jar);
        Outward(self.before.set)
    }

    /// Merges what was set into the response that came back, where the handler wins.
    ///
    /// A cookie or an inserted field that the handler has set too stays as the handler set it; an
    /// appended field comes besides. Cookies are told apart as clients do it, by name, domain, path and
    /// partition (RFC 6265bis §5.7): a response that gains one here is left with one line of each, and is
    /// kept out of shared caches, unless the handler says nothing of caches and
    /// [`CacheControl::allow_set_cookie`](crate::CacheControl::allow_set_cookie) was set. Where nothing was
    /// set, nothing is changed; but a page that came through a middleware is not kept by the page cache.
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

    /// Merges, and returns the cookies as a client will have them, of which none is written again.
    pub(super) fn merge_open<B>(self, response: &mut http::Response<B>) -> Jar {
        let jar = self.jar.again();
        self.merge(response);
        jar.knowing(response.headers())
    }
}

/// What a middleware may return: [`Next`], an answer, or a `Result` of those.
///
/// The error of a `Result` is an [`ErrorAnswer`]: cookies that were set before it leave with its response.
/// `By` is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a middleware decides",
    label = "neither `Next` nor a response of `headfirst::Body`",
    note = "return `res.next()`, or an answer such as `res.redirect(..)`"
)]
pub trait IntoNext<By = ()>: sealed::Sealed<By> {}

impl IntoNext for Next {}
impl IntoNext for http::Response<Body> {}
impl<D: IntoNext, E: ErrorAnswer<By>, By> IntoNext<By> for Result<D, E> {}

/// The decision of a middleware, for the layer.
#[cfg(feature = "tower")]
pub(crate) fn decided<By>(decision: impl IntoNext<By>) -> Next {
    sealed::Sealed::next(decision)
}

/// An error of a middleware, which becomes a response.
///
/// It is an error that `http::Response<Body>` is `From`, or with the feature `axum` one that is axum's
/// `IntoResponse`. One of the two is enough, and a type that is both is ambiguous: an error of an
/// application on axum implements `IntoResponse` alone. `By` is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not become a response",
    label = "no error that a middleware ends with",
    note = "on axum, implement `axum::response::IntoResponse` for `{Self}`",
    note = "elsewhere, implement `From<{Self}>` for `http::Response<headfirst::Body>`"
)]
pub trait ErrorAnswer<By = ()>: sealed::IntoAnswer<By> {}

#[diagnostic::do_not_recommend]
impl<E> ErrorAnswer for E where http::Response<Body>: From<E> {}

// They are not `From`, since with axum they would become a response in two ways.
#[cfg(not(feature = "axum"))]
impl ErrorAnswer for CookieError {}
#[cfg(not(feature = "axum"))]
impl ErrorAnswer for HeaderError {}
#[cfg(not(feature = "axum"))]
impl ErrorAnswer for NotAnAction {}

#[cfg(feature = "axum")]
#[diagnostic::do_not_recommend]
impl<E: axum::response::IntoResponse> ErrorAnswer<sealed::OfAxum> for E {}

// With every set of features, these become a response in one way.
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
        note = "elsewhere, implement `From<{Self}>` for `http::Response<headfirst::Body>`"
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

    /// The errors that axum makes a response of.
    #[cfg(feature = "axum")]
    #[derive(Debug)]
    #[allow(unnameable_types, reason = "the compiler finds it")]
    pub enum OfAxum {}

    #[cfg(feature = "axum")]
    #[diagnostic::do_not_recommend]
    impl<E: axum::response::IntoResponse> IntoAnswer<OfAxum> for E {
        fn into_answer(self) -> http::Response<Body> {
            self.into_response().map(|body| Body::passed(bytes::Bytes::new(), body))
        }
    }
}
