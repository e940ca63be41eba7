//! Requests that bypass the cache.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{Request, StatusCode};
use tower_service::Service;

use super::Inner;
use super::body::CachedBody;
use super::call::{CachedResult, Call, call_when_ready};
use super::nesting::waiting_flight;
use crate::action::revalidate::{PagePath, Revalidation};
use crate::cache_permission::Ticket;
use crate::middleware::{HttpResponse, KeptToEnd};
use crate::response::original_target;

/// Forwards a request whose response another clone of the layer handles.
pub(super) async fn forward<S, A>(call: Call<S, A>) -> CachedResult<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    let flight = waiting_flight(call.request.extensions());
    let response = call_when_ready(call.service, call.request, flight).await?;
    Ok(response.map(|body| CachedBody::handler(body, flight, None)))
}

/// Forwards a request that bypasses the cache.
pub(super) async fn bypass<S, A>(call: Call<S, A>) -> CachedResult<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    let Call { cache, service, mut request } = call;
    let change = (!request.method().is_safe()).then(|| Change::start(cache, &mut request));
    // A cache outside must not store the response either, since no page has its ticket.
    let ticket = Ticket::new_in(request.extensions(), None);
    request.extensions_mut().insert(ticket);
    let flight = waiting_flight(request.extensions());
    let response = call_when_ready(service, request, flight).await?;
    if let Some(change) = change {
        change.end(response.status());
    }
    Ok(response.map(|body| CachedBody::handler(body, flight, None)))
}

/// The target of an unsafe request.
///
/// RFC 9111 §4.4: "A cache MUST invalidate the target URI […] when it receives a non-error status
/// code in response to an unsafe request method".
struct Target {
    cache: Arc<Inner>,
    path: PagePath,
    /// Whether the request was cancelled, or has its response, before its task has ended.
    is_ahead: AtomicBool,
}

impl Target {
    /// Evicts the pages of the target.
    fn evict(&self) {
        self.cache.generations.revalidate(&[Revalidation::Path(self.path.clone())]);
    }
}

/// A task that changes the target has ended after its request.
impl Drop for Target {
    fn drop(&mut self) {
        if *self.is_ahead.get_mut() {
            self.evict();
        }
    }
}

/// An unsafe request, which may change its target.
///
/// Dropping it cancels the request, and evicts the target, because it may have changed.
struct Change(Option<Arc<Target>>);

impl Change {
    /// Starts a change of the target of a request.
    fn start<A>(cache: Arc<Inner>, request: &mut Request<A>) -> Self {
        let path = PagePath::from_request(original_target(request).path());
        let target = Arc::new(Target { cache, path, is_ahead: AtomicBool::new(false) });
        KeptToEnd::add(request.extensions_mut(), Arc::clone(&target));
        Self(Some(target))
    }

    /// Evicts the target, unless the status is an error.
    fn end(mut self, status: StatusCode) {
        if let Some(target) = self.0.take() {
            // A layer inside, like a timeout, may respond in place of a task that still runs.
            target.is_ahead.store(Arc::strong_count(&target) > 1, Ordering::Release);
            if status.is_success() || status.is_redirection() {
                target.evict();
            }
        }
    }
}

impl Drop for Change {
    fn drop(&mut self) {
        if let Some(target) = self.0.take() {
            target.is_ahead.store(true, Ordering::Release);
            target.evict();
        }
    }
}
