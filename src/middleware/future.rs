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
use super::response::HttpResponse;
use crate::body::{Body, SizeHintCallers};
use crate::cache::Keep;
use crate::response::{
    IntoNext, Jar, Lent, Next, Outward, PendingHeadThen, RequestLine, Response as OurResponse,
    Stage, StageFuture, Then, decided,
};

/// The response body of a service.
type BodyOf<S, A> = <<S as Service<Request<A>>>::Response as HttpResponse>::Body;

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
    // to `lent` is declared before it, so that it is dropped first.
    #[project = Projected]
    enum State<D, S, F, A, B> {
        Deciding {
            #[pin]
            decision: D,
            // `Some` until the middleware has decided.
            held: Option<(S, A)>,
            lent: Option<Lent>,
        },
        Calling {
            #[pin]
            answer: F,
            // `Some` until it is merged. `None` if the request did not match.
            outward: Option<Outward>,
            then: Option<Box<(RequestLine, Jar, Stage)>>,
            // `None` if the request did not match and an outer layer has a place.
            lent: Option<Lent>,
        },
        Amending {
            #[pin]
            amended: StageFuture,
            // `Some` until the middleware has returned.
            held: Option<(B, Lent)>,
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
    pub(super) fn deciding(decision: D, service: S, body: A, lent: Lent) -> Self {
        let held = Some((service, body));
        Self::of(State::Deciding { decision, held, lent: Some(lent) })
    }

    /// Creates the future of a request that does not match.
    pub(super) fn calling(answer: S::Future, lent: Option<Lent>) -> Self {
        Self::of(State::Calling { answer, outward: None, then: None, lent })
    }

    fn of(state: State<D, S, S::Future, A, BodyOf<S, A>>) -> Self {
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
                Projected::Deciding { decision, held, lent } => {
                    let decision = ready!(decision.poll(cx));
                    let (Some((mut service, body)), Some(lent)) = (held.take(), lent.take()) else {
                        // Polled again after a panic.
                        return Poll::Pending;
                    };
                    let (outward, request, then) = match decided(decision) {
                        Next::Continue(mut pending) => {
                            (pending.part(&lent), pending.into_request(body), None)
                        }
                        Next::ContinueThen(PendingHeadThen { boxed }) => {
                            let Then { mut pending, line, stage } = *boxed;
                            let then = Box::new((line, pending.jar_again(), stage));
                            (pending.part(&lent), pending.into_request(body), Some(then))
                        }
                        Next::Respond(answer) => {
                            state.set(State::Done);
                            return Poll::Ready(Ok(answered(answer, lent)));
                        }
                    };
                    let (outward, lent) = (Some(outward), Some(lent));
                    let answer = service.call(request);
                    state.set(State::Calling { answer, outward, then, lent });
                }
                Projected::Calling { answer, outward, then, lent } => {
                    let answer = ready!(answer.poll(cx));
                    let (outward, then, lent) = (outward.take(), then.take(), lent.take());
                    // A layer that responded in place of the handler may still hold the handler's
                    // future. Drop it now, so that its cookies are at the place before the merge.
                    state.set(State::Done);
                    let mut answer: Response<_> = match answer {
                        Ok(answer) => answer.into(),
                        Err(error) => {
                            if let Some(lent) = lent {
                                lent.fail();
                            }
                            return Poll::Ready(Err(error));
                        }
                    };
                    let (then, outward, lent) = match (then, outward, lent) {
                        (Some(then), Some(outward), Some(lent)) => (then, outward, lent),
                        (_, outward, lent) => {
                            if let Some(lent) = lent {
                                lent.merge(outward, &mut answer);
                            }
                            return Poll::Ready(Ok(answer.map(LayeredBody::handler)));
                        }
                    };
                    let (line, jar, stage) = *then;
                    let jar = lent.merge_open(outward, jar, &mut answer);
                    let (parts, body) = answer.into_parts();
                    let head =
                        Response::from_parts(parts, Body::no_content(SizeHintCallers::default()));
                    let amended = stage.run(OurResponse::of_answer(line, jar, head));
                    state.set(State::Amending { amended, held: Some((body, lent)) });
                }
                Projected::Amending { amended, held } => {
                    let amended = ready!(amended.poll(cx));
                    let held = held.take();
                    state.set(State::Done);
                    // Polled again after a panic.
                    let Some((body, lent)) = held else { return Poll::Pending };
                    return Poll::Ready(Ok(match amended {
                        Ok(amended) => {
                            let mut answer = amended.into_answer();
                            lent.merge(None, &mut answer);
                            answer.map(|_absent| LayeredBody::handler(body))
                        }
                        Err(answer) => answered(answer, lent),
                    }));
                }
                // Polled again after completion.
                Projected::Done => return Poll::Pending,
            }
        }
    }
}

/// Converts a response that the middleware sends in place of the handler's.
fn answered<B>(mut answer: Response<Body>, lent: Lent) -> Response<LayeredBody<B>> {
    lent.merge(None, &mut answer);
    // The response may depend on what the middleware read.
    answer.extensions_mut().remove::<Keep>();
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
