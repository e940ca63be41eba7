//! Asking the handler, for a page that is not cached or for what is none.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::body::CachedBody;
use super::fill::{BoxError, Fill};
use super::flight::{Entered, Flights, Lead, Sending, Waited};
use super::key::key_of_variant;
use super::layer::{Answered, BodyOf, answer};
use super::nesting::{AskedFor, polling};
use super::page::Freshness;
use super::record::Record;
use super::rules::{Terms, is_for_itself};
use super::stamps::Begun;
use super::{Inner, Key};
use crate::cache::Ticket;
use crate::middleware::HttpResponse;
use crate::response::original_target;
use crate::revalidate::{PagePath, Revalidation};

/// A request, and the service that answers it.
pub(super) struct Asked<S, A> {
    pub(super) cache: Arc<Inner>,
    pub(super) service: S,
    pub(super) request: Request<A>,
}

/// Calls the service when it is ready.
async fn call<S, A>(mut service: S, request: Request<A>) -> Result<Response<BodyOf<S, A>>, S::Error>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    poll_fn(|cx| service.poll_ready(cx)).await?;
    Ok(service.call(request).await?.into())
}

/// Lets a request through that another clone of the layer asks for.
pub(super) async fn through<S, A>(asked: Asked<S, A>) -> Answered<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    Ok(call(asked.service, asked.request).await?.map(CachedBody::handler))
}

/// Lets a request through that no page is cached for.
pub(super) async fn pass<S, A>(asked: Asked<S, A>) -> Answered<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    let Asked { cache, service, mut request } = asked;
    let mut changed = (!request.method().is_safe()).then(|| Changed::by(&cache, &request));
    // Neither shall a cache outside store what this one does not.
    request.extensions_mut().remove::<Ticket>();
    let response = call(service, request).await?;
    if let Some(changed) = &mut changed {
        changed.answered(response.status());
    }
    Ok(response.map(CachedBody::handler))
}

/// The target of an unsafe request, which is out of date when this is dropped.
///
/// RFC 9111 §4.4: "A cache MUST invalidate the target URI […] when it receives a non-error status code in response to
/// an unsafe request method". A request that is cancelled may have changed it too.
struct Changed<'c>(&'c Inner, Option<PagePath>);

impl<'c> Changed<'c> {
    fn by<A>(cache: &'c Inner, request: &Request<A>) -> Self {
        Self(cache, Some(PagePath::of_request(original_target(request).path())))
    }

    fn answered(&mut self, status: StatusCode) {
        if !status.is_success() && !status.is_redirection() {
            self.1 = None;
        }
    }
}

impl Drop for Changed<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.1.take() {
            self.0.stamps.revalidate(&[Revalidation::Path(path)]);
        }
    }
}

/// Asks for a page that is not cached, or waits for one that another request has asked for.
pub(super) async fn ask<S, A>(
    asked: Asked<S, A>,
    primary: Vec<u8>,
    variant: Option<Vec<u8>>,
) -> Answered<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
    BodyOf<S, A>: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let primary: Key = primary.into();
    let mut key: Key = variant.map_or_else(|| Arc::clone(&primary), Key::from);
    let cache = Arc::clone(&asked.cache);
    let path = PagePath::of_request(original_target(&asked.request).path());
    loop {
        let begun = cache.stamps.begin(&path);
        let seat = seat_of(&key, asked.request.headers());
        // The answer to a part of the page is for nobody else.
        let is_alone = cache.is_passed(&seat_of(&primary, asked.request.headers()))
            || asked.request.headers().contains_key(header::RANGE);
        if is_alone {
            return lead(asked, primary, begun, Lead::alone()).await;
        }
        let flight = match Flights::enter(&cache, &seat, &begun) {
            Entered::First(first) => return lead(asked, primary, begun, first).await,
            Entered::Waits(flight) => flight,
            Entered::Within => return lead(asked, primary, begun, Lead::alone()).await,
        };
        let mut may_wait_again = true;
        match flight.wait().await {
            Waited::Again => {}
            Waited::Alone => may_wait_again = false,
            Waited::Sending(sending) => {
                let own = key_of_page(&primary, &sending, asked.request.headers());
                if own.as_ref() != Some(&sending.key) {
                    // The page of other clients. That of those like this one has a key of its own.
                    match own.filter(|own| *own != key) {
                        Some(own) => key = own,
                        None => may_wait_again = false,
                    }
                } else if let Some(reader) = sending.join() {
                    let mut response = Response::new(CachedBody::sending(reader));
                    *response.headers_mut() = sending.headers.clone();
                    return Ok(response);
                } else {
                    // It is complete by now, or there is no memory to share it.
                    may_wait_again = false;
                }
            }
        }
        let now = Instant::now();
        let found = cache.find(&primary, asked.request.headers(), now).page;
        if let Some((page, Freshness::Fresh)) = found {
            return Ok(answer(page, &asked.request, true, now));
        }
        if !may_wait_again {
            let begun = cache.stamps.begin(&path);
            return lead(asked, primary, begun, Lead::alone()).await;
        }
    }
}

/// Returns the key of those who wait for the page of this key together.
///
/// A page that is private to one who is authorized, or that may not be stored for who asks so, may be one for all
/// others, who do not wait to learn that it is not for them.
fn seat_of(key: &Key, headers: &HeaderMap) -> Key {
    // No key of a page goes on like this.
    const OWN: &[u8] = &[0xff; 2];
    match is_for_itself(headers) {
        true => [key, OWN].concat().into(),
        false => Arc::clone(key),
    }
}

/// Returns the key that a page which is being sent has for these request headers.
fn key_of_page(primary: &Key, sending: &Sending, headers: &HeaderMap) -> Option<Key> {
    if sending.vary.is_empty() {
        return Some(Arc::clone(primary));
    }
    key_of_variant(primary, &sending.vary, headers).map(Key::from)
}

/// Asks the handler, and records the page for others if it may be cached.
async fn lead<S, A>(
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

/// Returns the terms of a page that may be cached, and its key.
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
        // A moment's failure, or the answer to a condition, says nothing of the page.
        None if status.is_server_error()
            || status == StatusCode::NOT_MODIFIED
            || status == StatusCode::PARTIAL_CONTENT => {}
        None => {
            // RFC 9111 §4.3.3: "A full response […] indicates that none of the stored responses nominated in the
            // conditional request are suitable."
            cache.evict_stale(primary, request);
            cache.pass(&seat);
        }
    }
    terms
}

/// Returns a task that renders a page again, for nobody but the cache; or `None` if it is being rendered.
pub(super) fn refresh<S, A>(
    mut asked: Asked<S, A>,
    primary: Vec<u8>,
    variant: Option<Vec<u8>>,
) -> Option<impl Future<Output = ()>>
where
    S: Service<Request<A>, Response: HttpResponse>,
    BodyOf<S, A>: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let primary: Key = primary.into();
    let key: Key = variant.map_or_else(|| Arc::clone(&primary), Key::from);
    let path = PagePath::of_request(original_target(&asked.request).path());
    let begun = asked.cache.stamps.begin(&path);
    // They are about what the client has and wants.
    for name in [
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::RANGE,
        header::IF_RANGE,
        header::CACHE_CONTROL,
        header::PRAGMA,
    ] {
        asked.request.headers_mut().remove(name);
    }
    let seat = seat_of(&key, asked.request.headers());
    let Entered::First(first) = Flights::enter(&asked.cache, &seat, &begun) else { return None };
    Some(async move {
        let Ok(response) = lead(asked, primary, begun, first).await else { return };
        let mut body = pin!(response.into_body());
        // An error ends it, and then it is not cached.
        while let Some(Ok(_)) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {}
    })
}

pin_project! {
    /// A body whose error is any error.
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
