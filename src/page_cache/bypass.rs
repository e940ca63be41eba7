//! Requests that bypass the cache.

use http::{Request, StatusCode};
use tower_service::Service;

use super::Inner;
use super::body::CachedBody;
use super::call::{CachedResult, Call, call_when_ready};
use crate::action::revalidate::{PagePath, Revalidation};
use crate::cache_permission::Ticket;
use crate::middleware::HttpResponse;
use crate::response::original_target;

/// Forwards a request whose response another clone of the layer handles.
pub(super) async fn forward<S, A>(call: Call<S, A>) -> CachedResult<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    Ok(call_when_ready(call.service, call.request).await?.map(CachedBody::handler))
}

/// Forwards a request that bypasses the cache.
pub(super) async fn bypass<S, A>(call: Call<S, A>) -> CachedResult<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    let Call { cache, service, mut request } = call;
    let mut changed = (!request.method().is_safe()).then(|| Changed::of(&cache, &request));
    // A cache outside must not store the response either, since no page has its ticket.
    let ticket = Ticket::new_in(request.extensions(), None);
    request.extensions_mut().insert(ticket);
    let response = call_when_ready(service, request).await?;
    if let Some(changed) = &mut changed {
        changed.set_status(response.status());
    }
    Ok(response.map(CachedBody::handler))
}

/// The target of an unsafe request.
///
/// Dropping it revalidates the path. RFC 9111 §4.4: "A cache MUST invalidate the target URI […]
/// when it receives a non-error status code in response to an unsafe request method". A cancelled
/// request may have changed the target, too.
struct Changed<'c>(&'c Inner, Option<PagePath>);

impl<'c> Changed<'c> {
    /// Returns the target of a request.
    fn of<A>(cache: &'c Inner, request: &Request<A>) -> Self {
        Self(cache, Some(PagePath::from_request(original_target(request).path())))
    }

    /// Cancels the revalidation if the status is an error.
    fn set_status(&mut self, status: StatusCode) {
        if !status.is_success() && !status.is_redirection() {
            self.1 = None;
        }
    }
}

impl Drop for Changed<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.1.take() {
            self.0.generations.revalidate(&[Revalidation::Path(path)]);
        }
    }
}
