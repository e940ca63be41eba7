//! Tower layers: middleware, and layers that keep cookies or finish actions.

// A request passes these files: `matcher` with `pattern`, `path` and `normalize` decides whether the
// middleware runs. `run` is its function, `future` the calls of the function and the handler, and
// `body` the body of the response. `keep_cookies` and `run_to_end` are layers of their own. All
// layers use `shared` to clone their services, and `response` as the bound of what services return.

mod body;
mod future;
mod keep_cookies;
mod matcher;
mod normalize;
mod path;
mod pattern;
mod response;
mod run;
mod run_to_end;
mod shared;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::task::{Context, Poll};

use http::Request;
use tower_layer::Layer;
use tower_service::Service;

use crate::phase::Middleware;
use crate::response::{CookiePlace, IntoNext, PlaceGuard, Response, original_target};

use run::Run;
use shared::Shared;

pub use body::LayeredBody;
pub use future::MiddlewareFuture;
pub use keep_cookies::{KeepCookiesFuture, KeepCookiesLayer, KeepCookiesService};
pub use matcher::Matcher;
pub use pattern::PatternError;
#[cfg(feature = "page-cache")]
pub(crate) use response::BodyOf;
pub use response::HttpResponse;
pub use run::WithState;
#[cfg(feature = "page-cache")]
pub(crate) use run_to_end::KeptToEnd;
#[cfg(feature = "page-cache")]
pub(crate) use run_to_end::Spawn;
pub use run_to_end::{RunToEndFuture, RunToEndLayer, RunToEndService, Task};
#[cfg(feature = "page-cache")]
pub(crate) use shared::Shared as SharedService;

#[doc = include_str!("../../docs/middleware.md")]
pub fn middleware<F, Fut, By>(matcher: Matcher, run: F) -> MiddlewareLayer<F, By>
where
    F: FnOnce(Response<Middleware>) -> Fut + Clone,
    Fut: Future<Output: IntoNext<By>>,
{
    MiddlewareLayer { matcher, run, by: PhantomData }
}

#[doc = include_str!("../../docs/middleware_with_state.md")]
pub fn middleware_with_state<T, F, Fut, By>(
    matcher: Matcher,
    state: T,
    run: F,
) -> MiddlewareLayer<WithState<T, F>, By>
where
    T: Clone,
    F: FnOnce(T, Response<Middleware>) -> Fut + Clone,
    Fut: Future<Output: IntoNext<By>>,
{
    MiddlewareLayer { matcher, run: WithState { state, run }, by: PhantomData }
}

/// The layer returned by [`middleware`] and [`middleware_with_state`].
///
/// `By` selects how an error is converted to a response. The compiler infers it.
pub struct MiddlewareLayer<F, By = ()> {
    matcher: Matcher,
    run: F,
    by: PhantomData<fn() -> By>,
}

impl<F: Clone, By> Clone for MiddlewareLayer<F, By> {
    fn clone(&self) -> Self {
        Self { matcher: self.matcher.clone(), run: self.run.clone(), by: PhantomData }
    }
}

impl<F: Clone, By, S> Layer<S> for MiddlewareLayer<F, By> {
    type Service = MiddlewareService<F, S, By>;

    fn layer(&self, inner: S) -> Self::Service {
        let shared = Shared::new(self.matcher.clone(), (self.run.clone(), inner));
        MiddlewareService { shared, by: PhantomData }
    }
}

/// A service with a [`middleware`] in front of it.
///
/// A clone costs the same for every inner service. The inner service itself is cloned when the
/// clone is first asked whether it is ready.
pub struct MiddlewareService<F, S, By = ()> {
    shared: Shared<Matcher, (F, S)>,
    by: PhantomData<fn() -> By>,
}

impl<F, S, By> Clone for MiddlewareService<F, S, By> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), by: PhantomData }
    }
}

impl<F, S, By, A> Service<Request<A>> for MiddlewareService<F, S, By>
where
    F: Run<By>,
    S: Service<Request<A>, Response: HttpResponse> + Clone,
{
    type Response = http::Response<LayeredBody<<S::Response as HttpResponse>::Body>>;
    type Error = S::Error;
    type Future = MiddlewareFuture<F::Decision, S, A, By>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        let (_, inner) = self.shared.get_mut();
        inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<A>) -> Self::Future {
        let matcher = self.shared.with();
        if !matcher.matches_with(request.method(), || original_target(&request)) {
            // The inner service gets a place even if the request does not match.
            let has_place = CookiePlace::of(request.extensions()).is_some();
            let place = (!has_place).then(|| PlaceGuard::attach(&mut request));
            let (_, inner) = self.shared.get_mut();
            return MiddlewareFuture::calling(inner.call(request), place);
        }
        let place = PlaceGuard::attach(&mut request);
        let (run, inner) = self.shared.take();
        let (request, body) = request.into_parts();
        let response = Response::<Middleware>::in_middleware(request, &place);
        MiddlewareFuture::deciding(run.run(response), inner, body, place)
    }
}

impl<F, By> fmt::Debug for MiddlewareLayer<F, By> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewareLayer").field("matcher", &self.matcher).finish_non_exhaustive()
    }
}

impl<F, S: fmt::Debug, By> fmt::Debug for MiddlewareService<F, S, By> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.peek(|(_, inner)| {
            let mut shown = f.debug_struct("MiddlewareService");
            shown.field("matcher", self.shared.with()).field("inner", inner).finish_non_exhaustive()
        })
    }
}
