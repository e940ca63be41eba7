//! A request for a page that is not cached: it calls the handler, or waits for another request.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, header};
use http_body::Body;
use tower_service::Service;

use super::Key;
use super::body::CachedBody;
use super::call::{CachedResult, Call};
use super::fetch::fetch;
use super::flight::{Flights, Leader, Outcome, Role, SharedPage};
use super::hit::hit;
use super::key::{key_of_flight, key_of_variant};
use super::shared_body::BoxError;
use super::times::Freshness;
use crate::action::revalidate::PagePath;
use crate::middleware::{BodyOf, HttpResponse};
use crate::response::{CookiePlace, original_target};

/// Calls the handler, or waits for another request for the same page.
pub(super) async fn miss<S, A>(
    call: Call<S, A>,
    primary: Vec<u8>,
    variant: Option<Vec<u8>>,
) -> CachedResult<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
    BodyOf<S, A>: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let primary: Key = primary.into();
    let mut key: Key = variant.map_or_else(|| Arc::clone(&primary), Key::from);
    let cache = Arc::clone(&call.cache);
    let path = PagePath::from_request(original_target(&call.request).path());
    let mut has_moved = false;
    loop {
        let snapshot = cache.generations.snapshot(&path);
        let flight_key = key_of_flight(&key, call.request.headers());
        // A response to a range request is not shared.
        let is_unshared =
            cache.uncacheable.contains(&key_of_flight(&primary, call.request.headers()))
                || call.request.headers().contains_key(header::RANGE);
        if is_unshared {
            return fetch(call, primary, snapshot, Leader::of_no_flight()).await;
        }
        let (flight, wait) =
            match Flights::join(&cache, &flight_key, &snapshot, call.request.extensions()) {
                Role::Leader(leader) => return fetch(call, primary, snapshot, leader).await,
                Role::Follower(flight, wait) => (flight, wait),
                Role::Nested => {
                    return fetch(call, primary, snapshot, Leader::of_no_flight()).await;
                }
            };
        let mut may_wait_again = true;
        match flight.wait(wait).await {
            Outcome::Retry => {}
            Outcome::Private => may_wait_again = false,
            Outcome::Shared(page, wait) => {
                let own = key_of_page(&primary, &page, call.request.headers());
                if own.as_ref() != Some(&page.key) {
                    // This page is for other clients. Requests like this one have a page with
                    // another key. Two pages may name each other's key, so a request moves once.
                    match own.filter(|own| *own != key && !has_moved) {
                        Some(own) => (key, has_moved) = (own, true),
                        None => may_wait_again = false,
                    }
                } else if let Some(reader) = page.join(wait, call.request.extensions()) {
                    CookiePlace::keep_private_with_cookies(call.request.extensions());
                    let mut response = Response::new(CachedBody::shared(reader));
                    *response.headers_mut() = page.headers();
                    return Ok(response);
                } else {
                    // The page is complete by now, or there is no memory to share it.
                    may_wait_again = false;
                }
            }
        }
        let now = Instant::now();
        let found = cache.look_up(&primary, call.request.headers(), now).page;
        if let Some((page, Freshness::Fresh)) = found {
            return Ok(hit(page, &call.request, true, now));
        }
        if !may_wait_again {
            let snapshot = cache.generations.snapshot(&path);
            return fetch(call, primary, snapshot, Leader::of_no_flight()).await;
        }
    }
}

/// Returns the key of a page being sent, for these request headers.
fn key_of_page(primary: &Key, page: &SharedPage, headers: &HeaderMap) -> Option<Key> {
    if page.vary.is_empty() {
        return Some(Arc::clone(primary));
    }
    key_of_variant(primary, &page.vary, headers).map(Key::from)
}
