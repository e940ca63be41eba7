//! Requests for a page that is not cached: they call the handler, or wait for each other.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, header};
use http_body::Body;
use tower_service::Service;

use super::body::CachedBody;
use super::fill::BoxError;
use super::flight::{Entered, Flights, Lead, Sending, Waited};
use super::key::key_of_variant;
use super::layer::{Answered, BodyOf, answer};
use super::lead::lead;
use super::page::Freshness;
use super::rules::is_for_itself;
use super::{Inner, Key};
use crate::action::revalidate::PagePath;
use crate::middleware::HttpResponse;
use crate::response::original_target;

/// A request and the service that answers it.
pub(super) struct Asked<S, A> {
    pub(super) cache: Arc<Inner>,
    pub(super) service: S,
    pub(super) request: Request<A>,
}

/// Calls the service when it is ready.
pub(super) async fn call<S, A>(
    mut service: S,
    request: Request<A>,
) -> Result<Response<BodyOf<S, A>>, S::Error>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    poll_fn(|cx| service.poll_ready(cx)).await?;
    Ok(service.call(request).await?.into())
}

/// Calls the handler, or waits for another request for the same page.
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
    let path = PagePath::from_request(original_target(&asked.request).path());
    loop {
        let begun = cache.stamps.begin(&path);
        let seat = seat_of(&key, asked.request.headers());
        // A response to a range request is not shared.
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
                    // This page is for other clients. Requests like this one have a page with
                    // another key.
                    match own.filter(|own| *own != key) {
                        Some(own) => key = own,
                        None => may_wait_again = false,
                    }
                } else if let Some(reader) = sending.join() {
                    let mut response = Response::new(CachedBody::sending(reader));
                    *response.headers_mut() = sending.headers.clone();
                    return Ok(response);
                } else {
                    // The page is complete by now, or there is no memory to share it.
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

/// Returns the key under which requests for this page wait together.
///
/// Requests with `Authorization` or `no-store` wait under a key of their own. The page may be
/// private to them, or must not be stored for them, and may still be shared by all others. So the
/// others do not wait for a page that they cannot have.
pub(super) fn seat_of(key: &Key, headers: &HeaderMap) -> Key {
    // No key of a page continues with these bytes.
    const OWN: &[u8] = &[0xff; 2];
    match is_for_itself(headers) {
        true => [key, OWN].concat().into(),
        false => Arc::clone(key),
    }
}

/// Returns the key of a page being sent, for these request headers.
fn key_of_page(primary: &Key, sending: &Sending, headers: &HeaderMap) -> Option<Key> {
    if sending.vary.is_empty() {
        return Some(Arc::clone(primary));
    }
    key_of_variant(primary, &sending.vary, headers).map(Key::from)
}

/// Returns a task that renders a page again, unless it is being rendered.
///
/// The task discards the body, so only the cache receives the page.
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
    let path = PagePath::from_request(original_target(&asked.request).path());
    let begun = asked.cache.stamps.begin(&path);
    // These headers describe what this client has and wants.
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
        // After an error, the page is not cached.
        while let Some(Ok(_)) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {}
    })
}
