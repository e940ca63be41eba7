//! The future of a request that passes a middleware and its handler.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::body::LayeredBody;
use super::response::{BodyOf, HttpResponse};
use crate::body::{Body, SizeHintCallers};
use crate::cache_permission::CachePermission;
use crate::response::{
    AfterHandler, AfterHandlerFuture, IntoNext, MiddlewareHead, Next, PendingHeadThen,
    PendingParts, PlaceGuard, RequestLine, Response as OurResponse, ResponseCookies, decided,
};

pin_project! {
    /// The response future of a service behind a [`middleware`](super::middleware).
    #[must_use = "futures do nothing unless awaited"]
    pub struct MiddlewareFuture<D, S, A, By = ()>
    where
        S: Service<Request<A>>,
        S::Response: HttpResponse,
    {
        #[pin]
        state: State<D, S, S::Future, A, BodyOf<S, A>>,
        by: PhantomData<fn() -> By>,
    }
}

pin_project! {
    // Rust drops the members of a variant in declaration order. A future that may give its cookies
    // to `place` is declared before it, so that it is dropped first.
    #[project = Projected]
    enum State<D, S, F, A, B> {
        Deciding {
            #[pin]
            decision: D,
            // `Some` until the middleware has decided.
            inner: Option<(S, A)>,
            place: Option<PlaceGuard>,
        },
        Calling {
            #[pin]
            answer: F,
            // `Some` until it is merged. `None` if the request did not match.
            head: Option<MiddlewareHead>,
            then: Option<Box<(RequestLine, ResponseCookies, AfterHandler)>>,
            // `None` if the request did not match and an outer layer has a place.
            place: Option<PlaceGuard>,
        },
        Amending {
            #[pin]
            amended: AfterHandlerFuture,
            // `Some` until the middleware has returned.
            rest: Option<(B, PlaceGuard)>,
        },
        Done,
    }
}

impl<D, S, A, By> MiddlewareFuture<D, S, A, By>
where
    S: Service<Request<A>>,
    S::Response: HttpResponse,
{
    /// Creates the future of a request that matches.
    pub(super) fn deciding(decision: D, service: S, body: A, place: PlaceGuard) -> Self {
        let inner = Some((service, body));
        Self::new(State::Deciding { decision, inner, place: Some(place) })
    }

    /// Creates the future of a request that does not match.
    pub(super) fn calling(answer: S::Future, place: Option<PlaceGuard>) -> Self {
        Self::new(State::Calling { answer, head: None, then: None, place })
    }

    fn new(state: State<D, S, S::Future, A, BodyOf<S, A>>) -> Self {
        Self { state, by: PhantomData }
    }
}

impl<D, S, A, By> Future for MiddlewareFuture<D, S, A, By>
where
    D: Future<Output: IntoNext<By>>,
    S: Service<Request<A>, Response: HttpResponse>,
{
    type Output = Result<Response<LayeredBody<BodyOf<S, A>>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            match state.as_mut().project() {
                Projected::Deciding { decision, inner, place } => {
                    let decision = ready!(decision.poll(cx));
                    let (Some((mut service, body)), Some(place)) = (inner.take(), place.take())
                    else {
                        // Polled again after a panic.
                        return Poll::Pending;
                    };
                    let (head, request, then) = match decided(decision) {
                        Next::Continue(mut pending) => {
                            (pending.apply(&place), pending.into_request(body), None)
                        }
                        Next::ContinueThen(PendingHeadThen { parts }) => {
                            let PendingParts { mut pending, line, after_handler } = *parts;
                            let then =
                                Box::new((line, pending.cookies_after_handler(), after_handler));
                            (pending.apply(&place), pending.into_request(body), Some(then))
                        }
                        Next::Respond(answer) => {
                            state.set(State::Done);
                            return Poll::Ready(Ok(answered(answer, place)));
                        }
                    };
                    let (head, place) = (Some(head), Some(place));
                    let answer = service.call(request);
                    state.set(State::Calling { answer, head, then, place });
                }
                Projected::Calling { answer, head, then, place } => {
                    let answer = ready!(answer.poll(cx));
                    let (head, then, place) = (head.take(), then.take(), place.take());
                    // A layer that responded in place of the handler may still hold the handler's
                    // future. Drop it now, so that its cookies are at the place before the merge.
                    state.set(State::Done);
                    let mut answer: Response<_> = match answer {
                        Ok(answer) => answer.into(),
                        Err(error) => {
                            if let Some(place) = place {
                                place.fail();
                            }
                            return Poll::Ready(Err(error));
                        }
                    };
                    let (then, head, place) = match (then, head, place) {
                        (Some(then), Some(head), Some(place)) => (then, head, place),
                        (_, head, place) => {
                            if let Some(place) = place {
                                place.merge(head, &mut answer);
                            }
                            return Poll::Ready(Ok(answer.map(LayeredBody::handler)));
                        }
                    };
                    let (line, cookies, after_handler) = *then;
                    let cookies =
                        place.merge_before_middleware(head, cookies, &mut answer, line.uri());
                    let (parts, body) = answer.into_parts();
                    let head =
                        Response::from_parts(parts, Body::no_content(SizeHintCallers::default()));
                    let amended = after_handler.run(OurResponse::from_answer(line, cookies, head));
                    state.set(State::Amending { amended, rest: Some((body, place)) });
                }
                Projected::Amending { amended, rest } => {
                    let amended = ready!(amended.poll(cx));
                    let rest = rest.take();
                    state.set(State::Done);
                    // Polled again after a panic.
                    let Some((body, place)) = rest else { return Poll::Pending };
                    return Poll::Ready(Ok(match amended {
                        Ok(amended) => {
                            let mut answer = amended.into_answer();
                            place.merge(None, &mut answer);
                            answer.map(|_absent| LayeredBody::handler(body))
                        }
                        Err(answer) => answered(answer, place),
                    }));
                }
                // Polled again after completion.
                Projected::Done => return Poll::Pending,
            }
        }
    }
}

/// Converts a response that the middleware sends in place of the handler's.
fn answered<B>(mut answer: Response<Body>, place: PlaceGuard) -> Response<LayeredBody<B>> {
    place.merge(None, &mut answer);
    // The response may depend on what the middleware read.
    answer.extensions_mut().remove::<CachePermission>();
    answer.map(LayeredBody::own)
}

impl<D, S, A, By> fmt::Debug for MiddlewareFuture<D, S, A, By>
where
    S: Service<Request<A>>,
    S::Response: HttpResponse,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Deciding { .. } => "deciding",
            State::Calling { .. } => "calling",
            State::Amending { .. } => "amending",
            State::Done => "done",
        };
        f.debug_tuple("MiddlewareFuture").field(&state).finish()
    }
}
