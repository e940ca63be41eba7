//! Renders whose futures are not `Send`.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use send_wrapper::SendWrapper;

use crate::body::{RenderError, RenderOutput, outcome};
use crate::{Response, Streaming};

/// Ties a render to this thread, so that it may hold what is not `Send`.
///
/// [`Body`](crate::Body) is `Send`, whatever wrote it, so that all exits of a handler have one
/// type. This makes a render of a single-threaded runtime fit: `res.stream(local(render))`. Polled
/// on another thread, the body ends with an error; dropped there, it leaks the render, since what
/// is not `Send` cannot be dropped elsewhere either.
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
    let render = Tied::new(render);
    move |page| Local(render.into_inner().map(|render| Tied::new(Box::pin(render(page)))))
}

/// The future of a render that [`local`] has tied to its thread.
pub struct Local<Fut>(Option<Tied<Pin<Box<Fut>>>>);

impl<Fut: Future<Output: RenderOutput>> Future for Local<Fut> {
    type Output = Result<(), RenderError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.as_mut().and_then(Tied::get_mut) {
            Some(render) => render.as_mut().poll(cx).map(outcome),
            None => Poll::Ready(Err(RenderError::wrong_thread())),
        }
    }
}

impl<Fut> fmt::Debug for Local<Fut> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").finish_non_exhaustive()
    }
}

/// A `SendWrapper` that is out of reach on another thread, where that one would panic.
struct Tied<T>(Option<SendWrapper<T>>);

impl<T> Tied<T> {
    fn new(value: T) -> Self {
        Self(Some(SendWrapper::new(value)))
    }

    fn get_mut(&mut self) -> Option<&mut T> {
        self.0.as_mut().filter(|value| value.valid()).map(|value| &mut **value)
    }

    fn into_inner(mut self) -> Option<T> {
        let value = self.0.take_if(|value| value.valid());
        value.map(SendWrapper::take)
    }
}

impl<T> Drop for Tied<T> {
    fn drop(&mut self) {
        if let Some(value) = self.0.take_if(|value| !value.valid()) {
            mem::forget(value);
        }
    }
}
