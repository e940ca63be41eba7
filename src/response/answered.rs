//! The response of a handler while its head can still be changed.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use http::header::{CACHE_CONTROL, SET_COOKIE};

use super::middleware::ErrorAnswer;
use super::{Fields, Jar, PendingHead, RequestLine, Response, merge};
use crate::body::{Body, SizeHintCallers};
use crate::cache::CacheControl;
use crate::cookie::default_path;
use crate::phase::Answered;

/// The head and the body of the response of a handler.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct AnsweredData {
    pub(crate) fields: Fields,
    /// The body, or a placeholder if the layer holds the body.
    ///
    /// The type of that body is a parameter of the layer, which the data of a phase cannot name.
    pub(super) body: Body,
}

impl Response<Answered> {
    /// Creates the response from the handler's response.
    pub(crate) fn of_answer(line: RequestLine, jar: Jar, answer: http::Response<Body>) -> Self {
        let (parts, body) = answer.into_parts();
        let head = http::Response::from_parts(parts, ());
        Self {
            line,
            cookies: jar,
            data: AnsweredData { fields: Fields { head, ..Fields::default() }, body },
        }
    }

    /// Applies what was set here to the response, overwriting its values.
    pub(crate) fn into_answer(self) -> http::Response<Body> {
        let Self { line, cookies: mut jar, data: AnsweredData { fields, body } } = self;
        let Fields { mut head, cache_control, .. } = fields;
        let headers = head.headers_mut();
        let sets = headers.contains_key(SET_COOKIE);
        let adds = jar.get().are_written();
        let even = !sets && cache_control.as_ref().is_some_and(CacheControl::is_even_with_cookies);
        if let Some(control) = cache_control {
            let value = match even {
                true => control.field(adds),
                false => control.field_without_exception(sets || adds),
            };
            headers.insert(CACHE_CONTROL, value);
        }
        jar.leave(|| !even);
        merge::over(jar.get().lines(), headers, default_path(line.uri().path()));
        if adds && !even {
            merge::keep_private(headers);
        }
        head.map(|()| body)
    }
}

type Amending = dyn Future<Output = Result<Response<Answered>, http::Response<Body>>> + Send;

/// The part of a middleware that runs after the handler.
///
/// The locks here are never taken. A `Mutex` is `Sync` even if its content is only `Send`.
pub(crate) struct Stage(Mutex<Box<dyn FnOnce(Response<Answered>) -> StageFuture + Send>>);

/// The future of a [`Stage`].
pub(crate) struct StageFuture(Mutex<Pin<Box<Amending>>>);

impl Stage {
    pub(super) fn new<F, Fut, By>(then: F) -> Self
    where
        F: FnOnce(Response<Answered>) -> Fut + Send + 'static,
        Fut: Future<Output: Amended<By>> + Send + 'static,
    {
        Self(Mutex::new(Box::new(move |answer| {
            let amended = then(answer);
            StageFuture(Mutex::new(Box::pin(async move { sealed::Sealed::amended(amended.await) })))
        })))
    }

    pub(crate) fn run(self, answer: Response<Answered>) -> StageFuture {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)(answer)
    }
}

impl Future for StageFuture {
    type Output = Result<Response<Answered>, http::Response<Body>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll(cx)
    }
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").finish_non_exhaustive()
    }
}

/// A [`PendingHead`] whose middleware also receives the handler's response.
///
/// A server without tower applies it by hand.
#[must_use = "a request that does not go on has no answer"]
#[derive(Debug)]
pub struct PendingHeadThen {
    pub(crate) boxed: Box<Then>,
}

/// The content of a [`PendingHeadThen`].
#[derive(Debug)]
pub(crate) struct Then {
    pub(crate) pending: PendingHead,
    pub(crate) line: RequestLine,
    pub(crate) stage: Stage,
}

impl PendingHeadThen {
    /// Applies the changes to the request, as [`PendingHead::rewrite`] does.
    pub fn rewrite<B>(&self, request: &mut http::Request<B>) {
        self.boxed.pending.rewrite(request);
    }

    /// Merges what was set into the response, then passes it to the middleware.
    ///
    /// The merge is that of [`PendingHead::merge`].
    ///
    /// # Errors
    /// If the middleware fails, returns the response of its error. It replaces the response of the
    /// handler.
    pub async fn merge<B>(
        self,
        mut response: http::Response<B>,
    ) -> Result<http::Response<B>, http::Response<Body>> {
        let Then { pending, line, stage } = *self.boxed;
        let jar = pending.merge_open(&mut response);
        let (parts, body) = response.into_parts();
        let head = http::Response::from_parts(parts, Body::no_content(SizeHintCallers::default()));
        let answered = stage.run(Response::of_answer(line, jar, head)).await?;
        Ok(answered.into_answer().map(|_absent| body))
    }
}

/// A return type of a middleware after the handler.
///
/// It is the `Response<Answered>` that the middleware received, or a `Result` of it.
///
/// The error of a `Result` is an [`ErrorAnswer`], as for [`IntoNext`](super::IntoNext). Its
/// response replaces the response of the handler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a middleware returns after the handler",
    label = "not the `Response<Answered>` that it got",
    note = "return the `Response<Answered>` that it got, or `Ok` of it where something can fail"
)]
pub trait Amended<By = ()>: sealed::Sealed<By> {}

impl Amended for Response<Answered> {}
impl<E: ErrorAnswer<By>, By> Amended<By> for Result<Response<Answered>, E> {}

#[allow(clippy::result_large_err, reason = "an error is an answer, and as large as any")]
mod sealed {
    use super::{Answered, Body, ErrorAnswer, Response};

    #[allow(unnameable_types, reason = "unnameable is what seals `super::Amended`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not what a middleware returns after the handler",
        label = "not the `Response<Answered>` that it got",
        note = "return the `Response<Answered>` that it got, or `Ok` of it where something can fail"
    )]
    pub trait Sealed<By> {
        fn amended(self) -> Result<Response<Answered>, http::Response<Body>>;
    }

    #[diagnostic::do_not_recommend]
    impl Sealed<()> for Response<Answered> {
        fn amended(self) -> Result<Response<Answered>, http::Response<Body>> {
            Ok(self)
        }
    }

    #[diagnostic::do_not_recommend]
    impl<E: ErrorAnswer<By>, By> Sealed<By> for Result<Response<Answered>, E> {
        fn amended(self) -> Result<Response<Answered>, http::Response<Body>> {
            self.map_err(|error| error.into_answer())
        }
    }
}
