//! The call of the handler, on behalf of all requests in the flight.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::body::CachedBody;
use super::call::{CachedResult, Call, call_when_ready};
use super::candidate::Candidate;
use super::flight::Leader;
use super::generations::Snapshot;
use super::key::{key_of_flight, key_of_variant};
use super::nesting::Requested;
use super::rules::{Terms, may_forbid_storing};
use super::shared_body::{BoxError, SharedBody};
use super::uncacheable::Reason;
use super::{Inner, Key};
use crate::cache_permission::Ticket;
use crate::middleware::{BodyOf, HttpResponse};

/// Calls the handler, and records the page if it may be cached.
pub(super) async fn fetch<S, A>(
    call: Call<S, A>,
    primary: Key,
    snapshot: Snapshot,
    mut leader: Leader,
) -> CachedResult<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
    BodyOf<S, A>: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let Call { cache, service, mut request } = call;
    let ticket = Ticket::new_in(request.extensions(), leader.on_void());
    let request_headers = request.headers().clone();
    request.extensions_mut().insert(ticket.clone());
    let requested = Requested::new(Arc::clone(&primary), leader.number(), request.extensions());
    let flight = requested.flight;
    request.extensions_mut().insert(requested);
    let mut response = match call_when_ready(service, request, flight).await {
        Ok(response) => response,
        Err(error) => {
            leader.release();
            return Err(error);
        }
    };
    let terms = terms_and_key(&cache, &request_headers, &mut response, &ticket, &primary);
    let Some((terms, key)) = terms else {
        leader.release();
        let wait = leader.take_wait();
        return Ok(response.map(|body| CachedBody::handler(body, flight, wait)));
    };
    let (headers, vary, times) = (terms.headers.clone(), terms.vary.clone(), terms.times);
    let wait = leader.take_wait();
    let (entry, publisher) = leader.take_entry();
    let keys = (Arc::clone(&key), Arc::clone(&primary));
    let Some(candidate) = Candidate::new(&cache, keys, snapshot, entry, terms) else {
        return Ok(response.map(|body| CachedBody::handler(body, flight, wait)));
    };
    let mut started = None;
    let response = response.map(|body| {
        let reader = SharedBody::start(Box::pin(Erased { body }), candidate, flight, wait);
        started = Some(Arc::clone(reader.body()));
        CachedBody::shared(reader)
    });
    if let Some(body) = started {
        publisher.publish((headers, times), vary, key, &body);
    }
    Ok(response)
}

/// Returns the terms and the key of a page that may be cached.
fn terms_and_key<B: Body>(
    cache: &Inner,
    request: &HeaderMap,
    response: &mut Response<B>,
    ticket: &Ticket,
    primary: &Key,
) -> Option<(Terms, Key)> {
    let status = response.status();
    let terms = Terms::from_response(ticket, request, response).and_then(|terms| {
        let len = response.body().size_hint().lower();
        let fits = usize::try_from(len).is_ok_and(|len| len <= cache.max_page);
        let key = match terms.vary.is_empty() {
            true => Some(Arc::clone(primary)),
            false => key_of_variant(primary, &terms.vary, request).map(Key::from),
        };
        key.filter(|_| fits).map(|key| (terms, key))
    });
    let flight_key = key_of_flight(primary, request);
    match &terms {
        Some(_) => cache.uncacheable.remove_by_head(&flight_key),
        // A temporary failure, a 304 or a 206 does not tell whether the page may be cached.
        None if status.is_server_error()
            || status == StatusCode::NOT_MODIFIED
            || status == StatusCode::PARTIAL_CONTENT => {}
        None => {
            // RFC 9111 §4.3.3: "A full response […] indicates that none of the stored responses
            // nominated in the conditional request are suitable."
            if !may_forbid_storing(request) {
                cache.evict_stale(primary, request);
            }
            cache.uncacheable.add(&flight_key, Reason::Head);
        }
    }
    terms
}

pin_project! {
    /// A body with a boxed error.
    struct Erased<B> {
        #[pin]
        body: B,
    }
}

impl<B: Body<Data = Bytes, Error: Into<BoxError>>> Body for Erased<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.project().body.poll_frame(cx).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
