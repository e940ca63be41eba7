//! The response of a handler while its head can still be changed.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use http::header::{CACHE_CONTROL, SET_COOKIE};

use super::middleware::ErrorAnswer;
use super::{PendingHead, RequestLine, Response, ResponseCookies, merge};
use crate::body::{Body, SizeHintCallers};
use crate::cookie::default_path;
use crate::header::cache_control::CacheControl;
use crate::phase::Answered;
use crate::phase::data::{AnsweredData, HeadData};

impl Response<Answered> {
    /// Creates the response from the handler's response.
    pub(crate) fn from_answer(
        line: RequestLine,
        cookies: ResponseCookies,
        answer: http::Response<Body>,
    ) -> Self {
        let (parts, body) = answer.into_parts();
        let head = http::Response::from_parts(parts, ());
        Self {
            line,
            cookies,
            data: AnsweredData { head: HeadData { response: head, ..HeadData::default() }, body },
        }
    }

    /// Applies what was set here to the response, overwriting its values.
    pub(crate) fn into_answer(self) -> http::Response<Body> {
        let Self { line, mut cookies, data: AnsweredData { head, body } } = self;
        let HeadData { mut response, cache_control, .. } = head;
        let headers = response.headers_mut();
        let sets = headers.contains_key(SET_COOKIE);
        let adds = cookies.get().has_set_cookies();
        let allows_set_cookie =
            !sets && cache_control.as_ref().is_some_and(CacheControl::allows_set_cookie);
        if let Some(control) = cache_control {
            let value = match allows_set_cookie {
                true => control.to_header_value(adds),
                false => control.to_strict_header_value(sets || adds),
            };
            headers.insert(CACHE_CONTROL, value);
        }
        if adds {
            let path = cookies.path_or(line.uri());
            merge::replace(cookies.get().lines(), headers, default_path(&path));
        }
        cookies.mark_sent(|| !allows_set_cookie);
        if adds && !allows_set_cookie {
            merge::make_private(headers);
        }
        response.map(|()| body)
    }
}

type Amending = dyn Future<Output = Result<Response<Answered>, http::Response<Body>>> + Send;

/// The part of a middleware that runs after the handler.
///
/// The locks here are never taken. A `Mutex` is `Sync` even if its content is only `Send`.
pub(crate) struct AfterHandler(
    Mutex<Box<dyn FnOnce(Response<Answered>) -> AfterHandlerFuture + Send>>,
);

/// The future of an [`AfterHandler`].
pub(crate) struct AfterHandlerFuture(Mutex<Pin<Box<Amending>>>);

impl AfterHandler {
    pub(super) fn new<F, Fut, By>(then: F) -> Self
    where
        F: FnOnce(Response<Answered>) -> Fut + Send + 'static,
        Fut: Future<Output: Amended<By>> + Send + 'static,
    {
        Self(Mutex::new(Box::new(move |answer| {
            let amended = then(answer);
            AfterHandlerFuture(Mutex::new(Box::pin(async move {
                sealed::Sealed::amended(amended.await)
            })))
        })))
    }

    pub(crate) fn run(self, answer: Response<Answered>) -> AfterHandlerFuture {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)(answer)
    }
}

impl Future for AfterHandlerFuture {
    type Output = Result<Response<Answered>, http::Response<Body>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll(cx)
    }
}

impl fmt::Debug for AfterHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AfterHandler").finish_non_exhaustive()
    }
}

/// A [`PendingHead`] whose middleware also receives the handler's response.
///
/// A server without tower applies it by hand.
#[must_use = "a request that does not go on has no answer"]
#[derive(Debug)]
pub struct PendingHeadThen {
    pub(crate) parts: Box<PendingParts>,
}

/// The content of a [`PendingHeadThen`].
#[derive(Debug)]
pub(crate) struct PendingParts {
    pub(crate) pending: PendingHead,
    pub(crate) line: RequestLine,
    pub(crate) after_handler: AfterHandler,
}

impl PendingHeadThen {
    /// Applies the changes to the request, as [`PendingHead::rewrite`] does.
    pub fn rewrite<B>(&self, request: &mut http::Request<B>) {
        self.parts.pending.rewrite(request);
    }

    /// Merges what was set into the response, then passes it to the middleware.
    ///
    /// The merge is that of [`PendingHead::merge`].
    ///
    /// # Errors
    /// If the middleware fails, returns the response of its error. It replaces the response of the
    /// handler, and has the cookies of that response.
    pub async fn merge<B>(
        self,
        mut response: http::Response<B>,
    ) -> Result<http::Response<B>, http::Response<Body>> {
        let PendingParts { pending, line, after_handler } = *self.parts;
        let cookies = pending.merge_before_middleware(&mut response);
        let set = response.headers().get_all(SET_COOKIE).iter().cloned().collect::<Vec<_>>();
        let target = line.uri().clone();
        let (parts, body) = response.into_parts();
        let head = http::Response::from_parts(parts, Body::no_content(SizeHintCallers::default()));
        match after_handler.run(Response::from_answer(line, cookies, head)).await {
            Ok(answered) => Ok(answered.into_answer().map(|_absent| body)),
            Err(mut error) => {
                if merge::add_missing(&set, error.headers_mut(), || default_path(target.path())) {
                    merge::make_private(error.headers_mut());
                }
                Err(error)
            }
        }
    }
}

/// A return type of a middleware after the handler.
///
/// It is the `Response<Answered>` that the middleware received, or a `Result` of it.
///
/// The error of a `Result` is an [`ErrorAnswer`], as for [`IntoNext`](super::IntoNext). Its
/// response replaces the response of the handler.
#[diagnostic::on_unimplemented(
    message = "a middleware cannot return `{Self}` after the handler",
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
        message = "a middleware cannot return `{Self}` after the handler",
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
