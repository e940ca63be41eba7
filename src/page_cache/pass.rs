//! Requests that no page is cached for.

use http::{Request, StatusCode};
use tower_service::Service;

use super::Inner;
use super::ask::{Asked, call};
use super::body::CachedBody;
use super::layer::Answered;
use crate::cache::Ticket;
use crate::middleware::HttpResponse;
use crate::response::original_target;
use crate::revalidate::{PagePath, Revalidation};

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
