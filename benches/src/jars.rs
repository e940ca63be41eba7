//! Calls of a handler inside the layers that the cookie jars of other crates require.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::task::{Context, Poll, Waker};

use http::{HeaderMap, Request, Response};
use poem::middleware::CookieJarManager;
use poem::{Endpoint, EndpointExt};
use tower_cookies::CookieManagerLayer;
use tower_layer::Layer;
use tower_service::Service;

/// Calls the handler with these headers of a request and tower-cookies' jar.
pub(crate) fn tower_cookies<T>(
    headers: HeaderMap,
    handler: impl Fn(&tower_cookies::Cookies) -> T,
) -> Response<T> {
    let mut request = Request::new(());
    *request.headers_mut() = headers;
    let Ok(response) = now(CookieManagerLayer::new().layer(Handler(handler)).call(request));
    response
}

struct Handler<F>(F);

impl<T, F: Fn(&tower_cookies::Cookies) -> T> Service<Request<()>> for Handler<F> {
    type Response = Response<T>;
    type Error = Infallible;
    type Future = Ready<Result<Response<T>, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        // The layer has inserted the jar.
        let jar = request.extensions().get().expect("a jar");
        ready(Ok(Response::new((self.0)(jar))))
    }
}

/// Calls the handler with these headers of a request and poem's jar.
pub(crate) fn poem<F>(headers: HeaderMap, handler: F) -> poem::Response
where
    F: Fn(&poem::web::cookie::CookieJar) -> poem::Response + Send + Sync,
{
    let mut request = poem::Request::default();
    *request.headers_mut() = headers;
    let endpoint = poem::endpoint::make_sync(move |request| handler(request.cookie()));
    now(endpoint.with(CookieJarManager::new()).call(request)).expect("a response")
}

/// Polls a future that never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("the future waits"),
    }
}
