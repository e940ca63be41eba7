//! Render functions and bodies that are not `Send`.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use send_wrapper::SendWrapper;

use crate::body::{RenderError, RenderOutput, render_result};
use crate::{Response, Streaming};

/// Wraps a render function whose future is not `Send`.
///
/// [`Body`](crate::Body) is always `Send`, so that every method that finishes a response returns
/// the same type. This function makes the render functions of a single-threaded runtime fit:
/// `res.stream(local(render))`.
///
/// The render function is bound to the current thread. If the body is polled on another thread, it
/// ends with an error. If the body is dropped on another thread, the render function or its future
/// is leaked: a value that is not `Send` cannot be dropped there.
///
/// # Examples
/// ```
/// use std::rc::Rc;
///
/// use headfirst::{Head, Response, local};
///
/// let title = Rc::new("Orders");
/// let res = Response::<Head>::new().stream(local(|mut page| async move {
///     page.write(*title);
///     page.flush().await
/// }));
/// # drop(res);
/// ```
pub fn local<F, Fut>(render: F) -> impl FnOnce(Response<Streaming>) -> Local<Fut> + Send + 'static
where
    F: FnOnce(Response<Streaming>) -> Fut + 'static,
    Fut: Future<Output: RenderOutput> + 'static,
{
    let render = ThreadBound::new(render);
    move |page| Local(render.into_inner().map(|render| ThreadBound::new(Box::pin(render(page)))))
}

/// The render future returned by a function that [`local`] has wrapped.
pub struct Local<Fut>(Option<ThreadBound<Pin<Box<Fut>>>>);

impl<Fut: Future<Output: RenderOutput>> Future for Local<Fut> {
    type Output = Result<(), RenderError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.as_mut().and_then(ThreadBound::get_mut) {
            Some(render) => render.as_mut().poll(cx).map(render_result),
            None => Poll::Ready(Err(RenderError::render_on_wrong_thread())),
        }
    }
}

impl<Fut> fmt::Debug for Local<Fut> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").finish_non_exhaustive()
    }
}

/// Wraps a body that is not `Send`.
///
/// The wrapper is `Send`, as [`send_body`](Response::send_body) and [`relay`](Response::relay) require. It is bound
/// to the current thread. If it is polled on another thread, it ends with an error. If it is dropped on another
/// thread, the body is leaked.
///
/// # Examples
/// ```
/// use std::convert::Infallible;
/// use std::pin::Pin;
///
/// use bytes::Bytes;
/// use headfirst::{Head, Response, local_body};
/// use http_body_util::Full;
///
/// type NotSend = Pin<Box<dyn http_body::Body<Data = Bytes, Error = Infallible>>>;
///
/// let file: NotSend = Box::pin(Full::from("%PDF-1.7"));
/// let res = Response::<Head>::new().send_body(local_body(file));
/// assert_eq!(res.headers()["content-length"], "8");
/// ```
pub fn local_body<B>(body: B) -> LocalBody<B>
where
    B: http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    LocalBody(ThreadBound::new(Box::pin(body)))
}

/// The body returned by [`local_body`].
pub struct LocalBody<B>(ThreadBound<Pin<Box<B>>>);

impl<B> http_body::Body for LocalBody<B>
where
    B: http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Data = Bytes;
    type Error = RenderError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
        match self.0.get_mut() {
            Some(body) => body.as_mut().poll_frame(cx).map_err(RenderError::from_body),
            None => Poll::Ready(Some(Err(RenderError::body_on_wrong_thread()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.get().is_some_and(|body| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.0.get().map(|body| body.size_hint()).unwrap_or_default()
    }
}

impl<B> fmt::Debug for LocalBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalBody").finish_non_exhaustive()
    }
}

/// A `SendWrapper` that does not panic on another thread.
///
/// There, it denies access to the value, and its destructor leaks the value.
struct ThreadBound<T>(Option<SendWrapper<T>>);

impl<T> ThreadBound<T> {
    fn new(value: T) -> Self {
        Self(Some(SendWrapper::new(value)))
    }

    fn get(&self) -> Option<&T> {
        self.0.as_ref().filter(|value| value.valid()).map(|value| &**value)
    }

    fn get_mut(&mut self) -> Option<&mut T> {
        self.0.as_mut().filter(|value| value.valid()).map(|value| &mut **value)
    }

    fn into_inner(mut self) -> Option<T> {
        let value = self.0.take_if(|value| value.valid());
        value.map(SendWrapper::take)
    }
}

impl<T> Drop for ThreadBound<T> {
    fn drop(&mut self) {
        if let Some(value) = self.0.take_if(|value| !value.valid()) {
            mem::forget(value);
        }
    }
}
