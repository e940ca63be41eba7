//! A layer that runs an action to its end even if the client disconnects.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

use http::{Extensions, Request};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

/// A future that a runtime must run to its end.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A function that starts a task on a runtime.
pub(crate) type Spawn = Arc<dyn Fn(Task) + Send + Sync>;

#[doc = include_str!("../../docs/run_to_end.md")]
#[derive(Clone)]
pub struct RunToEndLayer {
    spawn: Spawn,
}

impl RunToEndLayer {
    /// Creates a layer that starts its tasks with `spawn`.
    ///
    /// # Examples
    /// ```
    /// use headfirst::middleware::RunToEndLayer;
    /// use tower::{Layer, Service, service_fn};
    ///
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let (saved, mut todos) = tokio::sync::mpsc::unbounded_channel();
    /// let spawn = |task| drop(tokio::spawn(task));
    /// let mut app = RunToEndLayer::new(spawn).layer(service_fn(move |request: http::Request<_>| {
    ///     let saved = saved.clone();
    ///     async move { saved.send(request.into_body()).map(http::Response::new) }
    /// }));
    /// let response = app.call(http::Request::post("/todos").body("milk")?);
    /// drop(response); // the client disconnects
    /// assert_eq!(todos.recv().await, Some("milk"));
    /// # Ok::<(), http::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(spawn: impl Fn(Task) + Send + Sync + 'static) -> Self {
        Self { spawn: Arc::new(spawn) }
    }
}

impl<S> Layer<S> for RunToEndLayer {
    type Service = RunToEndService<S>;

    fn layer(&self, inner: S) -> RunToEndService<S> {
        RunToEndService { spawn: Arc::clone(&self.spawn), inner }
    }
}

/// A service inside a [`RunToEndLayer`].
#[derive(Clone)]
pub struct RunToEndService<S> {
    spawn: Spawn,
    inner: S,
}

impl<S, A> Service<Request<A>> for RunToEndService<S>
where
    S: Service<Request<A>>,
    S::Future: Send + 'static,
    S::Response: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = RunToEndFuture<S::Future, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        // RFC 9110 §9.2.1: "the client does not request, and does not expect, any state change on
        // the origin server as a result of applying a safe method".
        if request.method().is_safe() {
            return RunToEndFuture { state: State::Here { response: self.inner.call(request) } };
        }
        let kept = KeptToEnd::of(request.extensions());
        let response = self.inner.call(request);
        let result = Arc::new(Mutex::new(Handover { output: None, waker: None }));
        (self.spawn)(Box::pin(Running { future: response, kept, result: Arc::clone(&result) }));
        RunToEndFuture { state: State::There { result } }
    }
}

/// A value that a task keeps to its end.
///
/// It is an extension of the request. A layer outside drops its own handle if the client
/// disconnects. When the last handle is dropped, the handler has ended.
#[derive(Clone)]
pub(crate) struct KeptToEnd(
    #[allow(dead_code, reason = "it is dropped")] Arc<dyn Any + Send + Sync>,
);

impl KeptToEnd {
    /// Returns the value of a request, if it has one.
    fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get().cloned()
    }

    /// Adds a value to a request, which keeps the values that it has.
    #[cfg(feature = "page-cache")]
    pub(crate) fn add(extensions: &mut Extensions, value: impl Any + Send + Sync) {
        let before = Self::of(extensions);
        extensions.insert(Self(Arc::new((value, before))));
    }
}

/// The output of a task, or the panic that ended it.
struct Handover<T> {
    /// The output, until the response future takes it.
    output: Option<thread::Result<T>>,
    /// The waker of the response future.
    waker: Option<Waker>,
}

/// A handover that a task and a response future share.
type HandoverOf<T> = Arc<Mutex<Handover<T>>>;

/// Locks a handover.
fn lock<T>(result: &Mutex<Handover<T>>) -> MutexGuard<'_, Handover<T>> {
    result.lock().unwrap_or_else(PoisonError::into_inner)
}

pin_project! {
    /// A task that runs a future, and hands its output over.
    struct Running<F, T> {
        #[pin]
        future: F,
        kept: Option<KeptToEnd>,
        result: HandoverOf<T>,
    }
}

impl<F: Future<Output = T>, T> Future for Running<F, T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        let output = match catch_unwind(AssertUnwindSafe(|| this.future.poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(panic),
        };
        // Before the response arrives, which may be at a client that waits for it.
        *this.kept = None;
        let mut result = lock(this.result);
        result.output = Some(output);
        if let Some(waker) = result.waker.take() {
            drop(result);
            waker.wake();
        }
        Poll::Ready(())
    }
}

pin_project! {
    /// The response future of a [`RunToEndService`].
    ///
    /// It panics if the service panicked. Dropping it does not cancel a task that was started.
    #[must_use = "futures do nothing unless awaited"]
    pub struct RunToEndFuture<F, T> {
        #[pin]
        state: State<F, T>,
    }
}

pin_project! {
    /// The source of the output: the service itself, or a task that runs it.
    #[project = Projected]
    enum State<F, T> {
        Here { #[pin] response: F },
        There { result: HandoverOf<T> },
    }
}

impl<F: Future<Output = T>, T> Future for RunToEndFuture<F, T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let result = match self.project().state.project() {
            Projected::Here { response } => return response.poll(cx),
            Projected::There { result } => result,
        };
        let mut result = lock(result);
        match result.output.take() {
            Some(Ok(output)) => Poll::Ready(output),
            Some(Err(panic)) => {
                drop(result);
                resume_unwind(panic)
            }
            None => {
                result.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl fmt::Debug for RunToEndLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunToEndLayer").finish_non_exhaustive()
    }
}

impl<S: fmt::Debug> fmt::Debug for RunToEndService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunToEndService").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<F, T> fmt::Debug for RunToEndFuture<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunToEndFuture").finish_non_exhaustive()
    }
}
