//! Middleware as a tower layer.

mod body;
mod future;
mod matcher;
mod path;
mod pattern;
mod response;

use std::fmt;
use std::future::Future;
use std::mem;
use std::task::{Context, Poll};

use http::{Request, Uri};
use tower_layer::Layer;
use tower_service::Service;

use crate::phase::Middleware;
use crate::response::{Decision, Response};

pub use body::LayeredBody;
pub use future::MiddlewareFuture;
pub use matcher::Matcher;
pub use pattern::PatternError;
pub use response::HttpResponse;

#[doc = include_str!("../../docs/middleware.md")]
pub fn middleware<F, Fut>(matcher: Matcher, run: F) -> MiddlewareLayer<F>
where
    F: Fn(Response<Middleware>) -> Fut,
    Fut: Future<Output: Decision>,
{
    MiddlewareLayer { matcher, run }
}

/// The layer that [`middleware`] makes.
#[derive(Clone)]
pub struct MiddlewareLayer<F> {
    matcher: Matcher,
    run: F,
}

impl<F: Clone, S> Layer<S> for MiddlewareLayer<F> {
    type Service = MiddlewareService<F, S>;

    fn layer(&self, inner: S) -> Self::Service {
        MiddlewareService { matcher: self.matcher.clone(), run: self.run.clone(), inner }
    }
}

/// A service with a [`middleware`] before it.
#[derive(Clone)]
pub struct MiddlewareService<F, S> {
    matcher: Matcher,
    run: F,
    inner: S,
}

impl<F, Fut, S, A> Service<Request<A>> for MiddlewareService<F, S>
where
    F: Fn(Response<Middleware>) -> Fut,
    Fut: Future<Output: Decision>,
    S: Service<Request<A>, Response: HttpResponse> + Clone,
{
    type Response = http::Response<LayeredBody<<S::Response as HttpResponse>::Body>>;
    type Error = S::Error;
    type Future = MiddlewareFuture<Fut, S, Request<A>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        if !self.matcher.matches(request.method(), target(&request)) {
            return MiddlewareFuture::calling(self.inner.call(request), None);
        }
        let decision = (self.run)(Response::<Middleware>::to(&request));
        // The one that was found ready goes on, and leaves its copy for the next request.
        let copy = self.inner.clone();
        MiddlewareFuture::deciding(decision, mem::replace(&mut self.inner, copy), request)
    }
}

/// Returns the target that the client sent, of which a router that nests has cut its prefix off.
fn target<A>(request: &Request<A>) -> &Uri {
    #[cfg(feature = "axum")]
    if let Some(target) = crate::axum::original_target(request.extensions()) {
        return target;
    }
    request.uri()
}

impl<F> fmt::Debug for MiddlewareLayer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewareLayer").field("matcher", &self.matcher).finish_non_exhaustive()
    }
}

impl<F, S: fmt::Debug> fmt::Debug for MiddlewareService<F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewareService")
            .field("matcher", &self.matcher)
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}
