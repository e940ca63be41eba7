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
use crate::response::{Decision, Lent, Next, Pending, decided};

pin_project! {
    /// The response of a service behind a [`middleware`](super::middleware).
    #[must_use = "futures do nothing unless awaited"]
    pub struct MiddlewareFuture<D, S: Service<R>, R> {
        #[pin]
        state: State<D, S, S::Future, R>,
    }
}

pin_project! {
    // What may give cookies comes before what it gives them to, since it is dropped before.
    #[project = Projected]
    enum State<D, S, F, R> {
        Deciding {
            #[pin]
            decision: D,
            // Until it is decided.
            held: Option<(S, R)>,
            lent: Option<Lent>,
        },
        Calling {
            #[pin]
            response: F,
            // Until it is merged; none where the request did not match.
            pending: Option<Pending>,
            // None where the request did not match, and has a place.
            lent: Option<Lent>,
        },
        Done,
    }
}

impl<D, S: Service<R>, R> MiddlewareFuture<D, S, R> {
    pub(super) fn deciding(decision: D, service: S, request: R, lent: Lent) -> Self {
        let held = Some((service, request));
        Self { state: State::Deciding { decision, held, lent: Some(lent) } }
    }

    /// Of a request that does not match.
    pub(super) fn calling(response: S::Future, lent: Option<Lent>) -> Self {
        Self { state: State::Calling { response, pending: None, lent } }
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
            let (response, pending, lent) = match state.as_mut().project() {
                Projected::Deciding { decision, held, lent } => {
                    let decision = decided(ready!(decision.poll(cx)));
                    let (held, lent) = (held.take(), lent.take());
                    match (decision, held) {
                        (Next::Answer(mut answer), _) => {
                            state.set(State::Done);
                            lent.into_iter().for_each(|lent| lent.merge(None, &mut answer));
                            return Poll::Ready(Ok(answer.map(LayeredBody::own)));
                        }
                        (Next::On(pending), Some((mut service, mut request))) => {
                            pending.rewrite(request.headers_mut());
                            lent.iter().for_each(|lent| lent.besides(&pending));
                            (service.call(request), Some(pending), lent)
                        }
                        // Polled again after it has panicked.
                        (Next::On(_), None) => return Poll::Pending,
                    }
                }
                Projected::Calling { response, pending, lent } => {
                    let response = ready!(response.poll(cx));
                    let (pending, lent) = (pending.take(), lent.take());
                    // A layer that has answered in the place of the handler still holds its future: what
                    // that one has set comes now.
                    state.set(State::Done);
                    return Poll::Ready(match response {
                        Ok(response) => Ok(merged(response.into(), pending, lent)),
                        Err(error) => {
                            drop(pending);
                            lent.into_iter().for_each(Lent::fail);
                            Err(error)
                        }
                    });
                }
                // Polled again after it was ready.
                Projected::Done => return Poll::Pending,
            };
            state.set(State::Calling { response, pending, lent });
        }
    }
}

fn merged<B>(
    mut response: http::Response<B>,
    pending: Option<Pending>,
    lent: Option<Lent>,
) -> http::Response<LayeredBody<B>> {
    if let Some(lent) = lent {
        lent.merge(pending, &mut response);
    }
    response.map(LayeredBody::handler)
}

impl<D, S: Service<R>, R> fmt::Debug for MiddlewareFuture<D, S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Deciding { .. } => "deciding",
            State::Calling { .. } => "calling",
            State::Done => "done",
        };
        f.debug_tuple("MiddlewareFuture").field(&state).finish()
    }
}
