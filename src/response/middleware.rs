//! The result of a middleware: a call of the handler, or a response in its place.

use super::answered::PendingHeadThen;
use super::pending_head::PendingHead;
use crate::NotAnAction;
use crate::body::Body;
use crate::cookie::CookieError;
use crate::header::HeaderError;

/// The decision of a middleware: to call the handler, or to respond in its place.
///
/// # Examples
/// ```
/// use axum::{Router, routing::get};
/// use headfirst::middleware::{Matcher, middleware};
/// use headfirst::{Middleware, Next, Response};
/// use tower::ServiceExt;
///
/// async fn protect(res: Response<Middleware>) -> Next {
///     match res.cookies().get("token") {
///         Some("t1") => res.next(),
///         _ => Next::Respond(res.redirect("/login")),
///     }
/// }
///
/// let protection = middleware(Matcher::under("/app")?, protect);
/// let app: Router = Router::new().route("/app", get("Orders")).layer(protection);
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let response = app.oneshot(http::Request::get("/app").body(String::new())?).await?;
/// assert_eq!(response.headers()["location"], "/login");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

/// A return type of a middleware: [`Next`], a response, or a `Result` of either.
///
/// The error of a `Result` is an [`ErrorAnswer`]. Cookies that were set before the error are sent
/// with its response. The compiler infers `By`.
#[diagnostic::on_unimplemented(
    message = "a middleware cannot return `{Self}`",
    label = "neither `Next` nor a response of `headfirst::Body`",
    note = "return `res.next()`, or an answer such as `res.redirect(..)`",
    note = "one that returns both is `-> Next` or `-> Result<Next, E>`: `Ok(res.redirect(..).into())`"
)]
pub trait IntoNext<By = ()>: sealed::Sealed<By> {}

#[diagnostic::do_not_recommend]
impl IntoNext for Next {}
#[diagnostic::do_not_recommend]
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
    message = "`{Self}` cannot be converted to a response",
    label = "a middleware cannot end with this error",
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
        message = "a middleware cannot return `{Self}`",
        label = "neither `Next` nor a response of `headfirst::Body`",
        note = "return `res.next()`, or an answer such as `res.redirect(..)`",
        note = "one that returns both is `-> Next` or `-> Result<Next, E>`: `Ok(res.redirect(..).into())`"
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
        message = "`{Self}` cannot be converted to a response",
        label = "a middleware cannot end with this error",
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
            self.into_response().map(|body| Body::forwarded(bytes::Bytes::new(), body, None))
        }
    }
}
