//! The call of the handler, on behalf of all requests that wait.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::ask::{Asked, call, seat_of};
use super::body::CachedBody;
use super::fill::{BoxError, Fill};
use super::flight::Lead;
use super::key::key_of_variant;
use super::layer::{Answered, BodyOf};
use super::nesting::{AskedFor, polling};
use super::record::Record;
use super::rules::{Terms, is_for_itself};
use super::stamps::Begun;
use super::{Inner, Key};
use crate::cache_permission::Ticket;
use crate::middleware::HttpResponse;

/// Calls the handler, and records the page if it may be cached.
pub(super) async fn lead<S, A>(
    asked: Asked<S, A>,
    primary: Key,
    begun: Begun,
    mut lead: Lead,
) -> Answered<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
    BodyOf<S, A>: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let Asked { cache, service, mut request } = asked;
    let ticket = Ticket::default();
    let headers = request.headers().clone();
    request.extensions_mut().insert(ticket.clone());
    request.extensions_mut().insert(AskedFor(Arc::clone(&primary)));
    let flight = lead.flight();
    let mut called = pin!(call(service, request));
    let called = poll_fn(|cx| polling(flight.as_ref(), || called.as_mut().poll(cx)));
    let mut response = match called.await {
        Ok(response) => response,
        Err(error) => {
            lead.go_alone();
            return Err(error);
        }
    };
    let record = record(&cache, &headers, &mut response, &ticket, &primary);
    let Some((terms, key)) = record else {
        lead.go_alone();
        return Ok(response.map(CachedBody::handler));
    };
    let (mut shared, vary) = (terms.headers.clone(), terms.vary.clone());
    match terms.age {
        0 => drop(shared.remove(header::AGE)),
        age => drop(shared.insert(header::AGE, HeaderValue::from(age))),
    }
    let (seat, published) = lead.take_seat();
    let keys = (Arc::clone(&key), Arc::clone(&primary));
    let Some(record) = Record::new(&cache, keys, begun, seat, terms) else {
        return Ok(response.map(CachedBody::handler));
    };
    let mut started = None;
    let response = response.map(|body| {
        let reader = Fill::start(Box::pin(Erased { body }), record, flight);
        started = Some(Arc::clone(reader.fill()));
        CachedBody::sending(reader)
    });
    if let Some(fill) = started {
        published.page(shared, vary, key, &fill);
    }
    Ok(response)
}

/// Returns the terms and the key of a page that may be cached.
fn record<B: Body>(
    cache: &Inner,
    request: &HeaderMap,
    response: &mut Response<B>,
    ticket: &Ticket,
    primary: &Key,
) -> Option<(Terms, Key)> {
    let status = response.status();
    let terms = Terms::of(ticket, request, response).and_then(|terms| {
        let len = response.body().size_hint().lower();
        let fits = usize::try_from(len).is_ok_and(|len| len <= cache.max_page);
        let key = match terms.vary.is_empty() {
            true => Some(Arc::clone(primary)),
            false => key_of_variant(primary, &terms.vary, request).map(Key::from),
        };
        key.filter(|_| fits).map(|key| (terms, key))
    });
    let seat = seat_of(primary, request);
    match &terms {
        Some(_) => cache.do_not_pass(&seat),
        // A temporary failure, a 304 or a 206 does not tell whether the page may be cached.
        None if status.is_server_error()
            || status == StatusCode::NOT_MODIFIED
            || status == StatusCode::PARTIAL_CONTENT => {}
        None => {
            // RFC 9111 §4.3.3: "A full response […] indicates that none of the stored responses
            // nominated in the conditional request are suitable."
            if !is_for_itself(request) {
                cache.evict_stale(primary, request);
            }
            cache.pass(&seat);
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
