//! The response future of the layer.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use http::Response;

use super::body::CachedBody;

/// The response future of a [`PageCacheService`](super::PageCacheService).
#[must_use = "futures do nothing unless awaited"]
pub struct CachedFuture<B, E>(State<B, E>);

// The `Mutex` makes the future `Sync`. It is never locked.
type Boxed<B, E> = Mutex<Pin<Box<dyn Future<Output = Output<B, E>> + Send>>>;
/// The result of a [`CachedFuture`].
type Output<B, E> = Result<Response<CachedBody<B>>, E>;

/// The source of the response.
enum State<B, E> {
    /// A response from the cache, or `None` once it was returned.
    Hit(Option<Response<CachedBody<B>>>),
    /// A response from the handler, or from a flight that the request waits for.
    Call(Boxed<B, E>),
}

impl<B, E> Unpin for CachedFuture<B, E> {}

impl<B, E> CachedFuture<B, E> {
    /// Creates a future that returns a response from the cache.
    pub(super) fn hit(response: Response<CachedBody<B>>) -> Self {
        Self(State::Hit(Some(response)))
    }

    /// Creates a future that calls the handler, or waits for another request.
    pub(super) fn call(future: impl Future<Output = Output<B, E>> + Send + 'static) -> Self {
        Self(State::Call(Mutex::new(Box::pin(future))))
    }
}

impl<B, E> Future for CachedFuture<B, E> {
    type Output = Output<B, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Hit(response) => match response.take() {
                Some(response) => Poll::Ready(Ok(response)),
                // The future was polled again after it was ready.
                None => Poll::Pending,
            },
            State::Call(future) => {
                let future = future.get_mut().unwrap_or_else(PoisonError::into_inner);
                future.as_mut().poll(cx)
            }
        }
    }
}

impl<B, E> fmt::Debug for CachedFuture<B, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedFuture").finish_non_exhaustive()
    }
}
