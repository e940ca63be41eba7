//! A layer that sends the cookies of a handler however it ends.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::response::HttpResponse;
use crate::response::PlaceGuard;

#[doc = include_str!("../../docs/keep_cookies.md")]
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepCookiesLayer(());

impl KeepCookiesLayer {
    /// Creates the layer.
    ///
    /// # Examples
    /// ```
    /// use headfirst::cookie::CookieError;
    /// use headfirst::middleware::KeepCookiesLayer;
    /// use headfirst::{CookieDef, Head, Response, cookie_def};
    /// use tower::{Layer, ServiceExt, service_fn};
    ///
    /// const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));
    ///
    /// let app = KeepCookiesLayer::new().layer(service_fn(async |request: http::Request<()>| {
    ///     let mut res = Response::<Head>::for_request(&request);
    ///     res.set_cookie(SEEN.value("1"))?;
    ///     Ok::<_, CookieError>(http::Response::new("sorry")) // drops `res`
    /// }));
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let response = app.oneshot(http::Request::new(())).await?;
    /// assert!(response.headers().contains_key("set-cookie"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for KeepCookiesLayer {
    type Service = KeepCookiesService<S>;

    fn layer(&self, inner: S) -> KeepCookiesService<S> {
        KeepCookiesService { inner }
    }
}

/// A service inside a [`KeepCookiesLayer`].
#[derive(Clone, Debug)]
pub struct KeepCookiesService<S> {
    inner: S,
}

impl<S, A> Service<Request<A>> for KeepCookiesService<S>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    type Response = Response<<S::Response as HttpResponse>::Body>;
    type Error = S::Error;
    type Future = KeepCookiesFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<A>) -> Self::Future {
        let place = Some(PlaceGuard::attach(&mut request));
        KeepCookiesFuture { answer: Some(self.inner.call(request)), place }
    }
}

pin_project! {
    /// The response future of a service inside a [`KeepCookiesLayer`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct KeepCookiesFuture<F> {
        // `None` once it has completed. It may give its cookies to `place`, so it is declared before
        // `place`, and is dropped before it.
        #[pin]
        answer: Option<F>,
        place: Option<PlaceGuard>,
    }
}

impl<F, R, E> Future for KeepCookiesFuture<F>
where
    F: Future<Output = Result<R, E>>,
    R: HttpResponse,
{
    type Output = Result<Response<R::Body>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        // Polled again after completion.
        let Some(answer) = this.answer.as_mut().as_pin_mut() else { return Poll::Pending };
        let answer = ready!(answer.poll(cx));
        // A layer that responded in place of the handler may still hold the handler's future. Drop
        // it now, so that its cookies are at the place before the merge.
        this.answer.set(None);
        Poll::Ready(finish(answer, this.place.take()))
    }
}

/// Merges the cookies into a response, or reports an error of the service.
fn finish<R: HttpResponse, E>(
    answer: Result<R, E>,
    place: Option<PlaceGuard>,
) -> Result<Response<R::Body>, E> {
    match answer {
        Ok(answer) => {
            let mut answer = answer.into();
            place.into_iter().for_each(|place| place.merge(None, &mut answer));
            Ok(answer)
        }
        Err(error) => {
            place.into_iter().for_each(PlaceGuard::fail);
            Err(error)
        }
    }
}

impl<F> fmt::Debug for KeepCookiesFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeepCookiesFuture").finish_non_exhaustive()
    }
}
