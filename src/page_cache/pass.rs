//! Requests that bypass the cache.

use http::{Request, StatusCode};
use tower_service::Service;

use super::Inner;
use super::ask::{Asked, call};
use super::body::CachedBody;
use super::layer::Answered;
use crate::action::revalidate::{PagePath, Revalidation};
use crate::cache_permission::Ticket;
use crate::middleware::HttpResponse;
use crate::response::original_target;

/// Forwards a request whose response another clone of the layer handles.
pub(super) async fn through<S, A>(asked: Asked<S, A>) -> Answered<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    Ok(call(asked.service, asked.request).await?.map(CachedBody::handler))
}

/// Forwards a request that bypasses the cache.
pub(super) async fn pass<S, A>(asked: Asked<S, A>) -> Answered<S, A>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    let Asked { cache, service, mut request } = asked;
    let mut changed = (!request.method().is_safe()).then(|| Changed::by(&cache, &request));
    // A cache outside must not store the response either.
    request.extensions_mut().remove::<Ticket>();
    let response = call(service, request).await?;
    if let Some(changed) = &mut changed {
        changed.answered(response.status());
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
    fn by<A>(cache: &'c Inner, request: &Request<A>) -> Self {
        Self(cache, Some(PagePath::from_request(original_target(request).path())))
    }

    /// Cancels the revalidation if the status is an error.
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
