//! Layers of tower: middleware, and one that loses no cookie.

mod body;
mod future;
mod keep;
mod matcher;
mod path;
mod pattern;
mod response;
mod shared;

use std::fmt;
use std::future::Future;
use std::task::{Context, Poll};

use http::Request;
use tower_layer::Layer;
use tower_service::Service;

use crate::phase::Middleware;
use crate::response::{Decision, Lent, Place, Response, original_target};

use shared::Shared;

pub use body::LayeredBody;
pub use future::MiddlewareFuture;
pub use keep::{KeepCookiesFuture, KeepCookiesLayer, KeepCookiesService};
pub use matcher::Matcher;
pub use pattern::PatternError;
pub use response::HttpResponse;

#[doc = include_str!("../../docs/middleware.md")]
pub fn middleware<F, Fut>(matcher: Matcher, run: F) -> MiddlewareLayer<F>
where
    F: FnOnce(Response<Middleware>) -> Fut + Clone,
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
        let shared = Shared::new((self.run.clone(), inner));
        MiddlewareService { matcher: self.matcher.clone(), shared }
    }
}

/// A service with a [`middleware`] before it.
///
/// A clone of it costs the same whatever is inside, which is cloned when the clone is first asked whether
/// it is ready.
pub struct MiddlewareService<F, S> {
    matcher: Matcher,
    shared: Shared<(F, S)>,
}

impl<F, S> Clone for MiddlewareService<F, S> {
    fn clone(&self) -> Self {
        Self { matcher: self.matcher.clone(), shared: self.shared.clone() }
    }
}

impl<F, Fut, S, A> Service<Request<A>> for MiddlewareService<F, S>
where
    F: FnOnce(Response<Middleware>) -> Fut + Clone,
    Fut: Future<Output: Decision>,
    S: Service<Request<A>, Response: HttpResponse> + Clone,
{
    type Response = http::Response<LayeredBody<<S::Response as HttpResponse>::Body>>;
    type Error = S::Error;
    type Future = MiddlewareFuture<Fut, S, Request<A>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        let (_, inner) = self.shared.get_mut();
        inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<A>) -> Self::Future {
        if !self.matcher.matches(request.method(), original_target(&request)) {
            // What is inside has a place all the same.
            let has_place = Place::of(request.extensions()).is_some();
            let lent = (!has_place).then(|| Lent::to(&mut request));
            let (_, inner) = self.shared.get_mut();
            return MiddlewareFuture::calling(inner.call(request), lent);
        }
        let lent = Lent::to(&mut request);
        let (run, inner) = self.shared.take();
        let decision = run(Response::<Middleware>::to(&request));
        MiddlewareFuture::deciding(decision, inner, request, lent)
    }
}

impl<F> fmt::Debug for MiddlewareLayer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewareLayer").field("matcher", &self.matcher).finish_non_exhaustive()
    }
}

impl<F, S: fmt::Debug> fmt::Debug for MiddlewareService<F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.peek(|(_, inner)| {
            let mut shown = f.debug_struct("MiddlewareService");
            shown.field("matcher", &self.matcher).field("inner", inner).finish_non_exhaustive()
        })
    }
}
