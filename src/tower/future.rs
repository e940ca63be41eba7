//! A request on its way through a middleware and its handler.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::Request;
use pin_project_lite::pin_project;
use tower_service::Service;

use super::body::LayeredBody;
use super::response::HttpResponse;
use crate::cache::Keep;
use crate::response::{Decision, Next, Pending, decided};

pin_project! {
    /// The response of a service behind a [`middleware`](super::middleware).
    #[must_use = "futures do nothing unless awaited"]
    pub struct MiddlewareFuture<D, S: Service<R>, R> {
        #[pin]
        state: State<D, S, S::Future, R>,
    }
}

pin_project! {
    #[project = Projected]
    enum State<D, S, F, R> {
        Deciding {
            #[pin]
            decision: D,
            // Until it is decided.
            held: Option<(S, R)>,
        },
        Calling {
            #[pin]
            response: F,
            // Until it is merged; none where the request did not match.
            pending: Option<Pending>,
        },
    }
}

impl<D, S: Service<R>, R> MiddlewareFuture<D, S, R> {
    pub(super) fn deciding(decision: D, service: S, request: R) -> Self {
        Self { state: State::Deciding { decision, held: Some((service, request)) } }
    }

    pub(super) fn calling(response: S::Future, pending: Option<Pending>) -> Self {
        Self { state: State::Calling { response, pending } }
    }
}

impl<D, S, A> Future for MiddlewareFuture<D, S, Request<A>>
where
    D: Future<Output: Decision>,
    S: Service<Request<A>, Response: HttpResponse>,
{
    type Output =
        Result<http::Response<LayeredBody<<S::Response as HttpResponse>::Body>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let (response, pending) = match state.as_mut().project() {
                Projected::Deciding { decision, held } => {
                    let decision = decided(ready!(decision.poll(cx)));
                    match (decision, held.take()) {
                        (Next::Answer(answer), _) => {
                            return Poll::Ready(Ok(answer.map(LayeredBody::own)));
                        }
                        (Next::On(pending), Some((mut service, mut request))) => {
                            pending.rewrite(request.headers_mut());
                            (service.call(request), Some(pending))
                        }
                        // Polled again after it has panicked.
                        (Next::On(_), None) => return Poll::Pending,
                    }
                }
                Projected::Calling { response, pending } => {
                    let mut response: http::Response<_> = ready!(response.poll(cx))?.into();
                    if let Some(pending) = pending.take() {
                        pending.merge(response.headers_mut());
                        // It may depend on cookies that were read here.
                        response.extensions_mut().remove::<Keep>();
                    }
                    return Poll::Ready(Ok(response.map(LayeredBody::handler)));
                }
            };
            state.set(State::Calling { response, pending });
        }
    }
}

impl<D, S: Service<R>, R> fmt::Debug for MiddlewareFuture<D, S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Deciding { .. } => "deciding",
            State::Calling { .. } => "calling",
        };
        f.debug_tuple("MiddlewareFuture").field(&state).finish()
    }
}
