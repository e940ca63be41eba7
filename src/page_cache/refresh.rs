//! The task that renders a stale page again.
//!
//! It repeats the request of a client, but no client receives a cookie that it sets. So its request
//! has no cookies either, and a handler cannot replace one that a client still has.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, header};
use http_body::Body;
use tower_service::Service;

use super::Key;
use super::call::Call;
use super::fetch::fetch;
use super::flight::Flights;
use super::key::key_of_flight;
use super::page::CachedPage;
use super::shared_body::BoxError;
use crate::action::revalidate::PagePath;
use crate::cache_permission::Ticket;
use crate::cookie::report_lost;
use crate::middleware::{BodyOf, HttpResponse};
use crate::response::{CookiePlace, PlaceGuard, original_target};

/// Returns a task that renders a page again, unless it is being rendered.
///
/// The task discards the body, so only the cache receives the page. It ends as soon as the page will
/// not be cached.
pub(super) fn refresh<S, A>(
    mut call: Call<S, A>,
    primary: Vec<u8>,
    variant: Option<Vec<u8>>,
    stale: &CachedPage,
) -> Option<impl Future<Output = ()> + use<S, A>>
where
    S: Service<Request<A>, Response: HttpResponse>,
    BodyOf<S, A>: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let primary: Key = primary.into();
    let key: Key = variant.map_or_else(|| Arc::clone(&primary), Key::from);
    let path = PagePath::from_request(original_target(&call.request).path());
    let snapshot = call.cache.generations.snapshot(&path);
    remove_client(&mut call.request, stale);
    let flight_key = key_of_flight(&key, call.request.headers());
    let leader = Flights::refresh(&call.cache, &flight_key, &snapshot)?;
    let place = NoClient(Some(PlaceGuard::attach(&mut call.request)));
    Some(async move {
        // Dropped after the handler.
        let mut place = place;
        let Ok(mut response) = fetch(call, primary, snapshot, leader).await else { return };
        if let Some(place) = place.0.take() {
            place.merge(None, &mut response);
        }
        report_lost(response.headers().get_all(header::SET_COOKIE).iter().cloned().collect());
        let mut body = pin!(response.into_body());
        // After an error, the page is not cached.
        while body.may_be_stored()
            && matches!(poll_fn(|cx| body.as_mut().poll_frame(cx)).await, Some(Ok(_)))
        {}
    })
}

/// The place of a request without a client.
///
/// Dropping it reports its cookies as lost.
struct NoClient(Option<PlaceGuard>);

impl Drop for NoClient {
    fn drop(&mut self) {
        if let Some(place) = self.0.take() {
            place.fail();
        }
    }
}

/// Removes what concerns the client of a request, and not the page.
fn remove_client<A>(request: &mut Request<A>, stale: &CachedPage) {
    for name in [
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::RANGE,
        header::IF_RANGE,
        header::CACHE_CONTROL,
        header::PRAGMA,
    ] {
        request.headers_mut().remove(name);
    }
    if !stale.varies_by(&header::COOKIE) {
        request.headers_mut().remove(header::COOKIE);
    }
    // The response of the client is on its way, and so is the page that may include it.
    request.extensions_mut().remove::<CookiePlace>();
    request.extensions_mut().remove::<Ticket>();
}
