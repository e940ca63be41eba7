//! A request, and the service that answers it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use http::{Request, Response};
use tower_service::Service;

use super::Inner;
use super::body::CachedBody;
use super::nesting::{FlightNumber, polling};
use crate::middleware::{BodyOf, HttpResponse};

/// A request, its service, and the cache in front of the service.
pub(super) struct Call<S, A> {
    pub(super) cache: Arc<Inner>,
    pub(super) service: S,
    pub(super) request: Request<A>,
}

/// Calls the service when it is ready.
///
/// The flight, if there is one, waits for the response.
pub(super) async fn call_when_ready<S, A>(
    mut service: S,
    request: Request<A>,
    flight: Option<FlightNumber>,
) -> Result<Response<BodyOf<S, A>>, S::Error>
where
    S: Service<Request<A>, Response: HttpResponse>,
{
    let mut called = pin!(async move {
        poll_fn(|cx| service.poll_ready(cx)).await?;
        Ok(service.call(request).await?.into())
    });
    poll_fn(|cx| polling(flight, || called.as_mut().poll(cx))).await
}

/// The result of the layer for a request.
pub(super) type CachedResult<S, A> =
    Result<Response<CachedBody<BodyOf<S, A>>>, <S as Service<Request<A>>>::Error>;
