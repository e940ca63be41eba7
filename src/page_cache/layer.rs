//! The layer that answers from the cache or calls the handler.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use http::{Extensions, Method, Request, Response, StatusCode};
use tower_layer::Layer;
use tower_service::Service;

use super::Inner;
use super::ask::{Asked, ask, refresh};
use super::body::CachedBody;
use super::fill::BoxError;
use super::key::{Asks, key_of};
use super::nesting::AskedFor;
use super::page::{Freshness, Page};
use super::pass::{pass, through};
use crate::middleware::{HttpResponse, SharedService, Spawn};
use crate::response::RequestLine;

/// The layer returned by [`PageCache::layer`](super::PageCache::layer).
#[derive(Clone)]
pub struct PageCacheLayer {
    pub(super) cache: Arc<Inner>,
    pub(super) spawn: Option<Spawn>,
    /// The number of the layer, which is part of each key.
    pub(super) id: usize,
    pub(super) keyed_by: Option<KeyedBy>,
}

/// A function that returns an additional part of the key.
type KeyedBy = Arc<dyn Fn(&Extensions) -> String + Send + Sync>;

impl PageCacheLayer {
    /// Sets a function that adds a text to the key of each page.
    ///
    /// The key has the host and target of a request, and the headers that the page names in `Vary`.
    /// A layer outside may store a tenant, a language or a plan in the request extensions. If a
    /// page depends on such a value, this function must return it. The function runs for each `GET`
    /// and `HEAD` request.
    ///
    /// # Examples
    /// ```
    /// use headfirst::PageCache;
    ///
    /// #[derive(Clone)]
    /// struct Tenant(String);
    ///
    /// let pages = PageCache::new(64 * 1024 * 1024);
    /// let layer = pages.layer().keyed_by(|extensions| {
    ///     extensions.get::<Tenant>().map_or_else(String::new, |tenant| tenant.0.clone())
    /// });
    /// ```
    #[must_use]
    pub fn keyed_by(mut self, key: impl Fn(&Extensions) -> String + Send + Sync + 'static) -> Self {
        self.keyed_by = Some(Arc::new(key));
        self
    }

    /// Returns the key of a request, with the text of `keyed_by`.
    fn key_of<A: http_body::Body>(&self, request: &Request<A>, asks: &Asks<'_>) -> Option<Vec<u8>> {
        let extra = self.keyed_by.as_ref().map(|key| key(request.extensions()));
        key_of(request, asks, self.id, extra.as_deref().unwrap_or_default())
    }
}

impl<S> Layer<S> for PageCacheLayer {
    type Service = PageCacheService<S>;

    fn layer(&self, inner: S) -> PageCacheService<S> {
        PageCacheService { inner: SharedService::new(self.clone(), inner) }
    }
}

/// A service whose pages are cached by a [`PageCache`](super::PageCache).
pub struct PageCacheService<S> {
    inner: SharedService<PageCacheLayer, S>,
}

/// The response body of a service.
pub(super) type BodyOf<S, A> = <<S as Service<Request<A>>>::Response as HttpResponse>::Body;

/// The result of the layer for a request.
pub(super) type Answered<S, A> =
    Result<Response<CachedBody<BodyOf<S, A>>>, <S as Service<Request<A>>>::Error>;

impl<S, A> Service<Request<A>> for PageCacheService<S>
where
    S: Service<Request<A>> + Clone + Send + 'static,
    S::Response:
        HttpResponse<Body: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    A: http_body::Body + Send + 'static,
{
    type Response = Response<CachedBody<BodyOf<S, A>>>;
    type Error = S::Error;
    type Future = CachedFuture<BodyOf<S, A>, S::Error>;

    /// Returns ready at once.
    ///
    /// A cached page does not need the inner service. Otherwise, the response future waits until
    /// the service is ready.
    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let method = request.method();
        let is_get = method == Method::GET;
        let asks = Asks::of(request.headers());
        let key = match is_get || method == Method::HEAD {
            true => self.inner.with().key_of(&request, &asks),
            false => None,
        };
        let Some(key) = key else { return CachedFuture::asked(pass(self.asked(request))) };
        let now = Instant::now();
        let is_conditional = asks.is_conditional;
        let found = self.inner.with().cache.find(&key, request.headers(), now);
        if let Some((page, Freshness::Fresh)) = found.page {
            return CachedFuture::hit(answer(page, &request, is_conditional, now));
        }
        if request.extensions().get().is_some_and(|AskedFor(asked)| **asked == *key) {
            return CachedFuture::asked(through(self.asked(request)));
        }
        if let (Some((page, Freshness::Stale)), Some(spawn)) =
            (found.page, self.inner.with().spawn.clone())
        {
            let hit = answer(page, &request, is_conditional, now);
            if is_get {
                if let Some(refresh) = refresh(self.asked(request), key, found.variant) {
                    spawn(Box::pin(refresh));
                }
            }
            return CachedFuture::hit(hit);
        }
        if is_get {
            CachedFuture::asked(ask(self.asked(request), key, found.variant))
        } else {
            // RFC 9110 §9.3.2: the response to `HEAD` has no content that could be cached.
            CachedFuture::asked(pass(self.asked(request)))
        }
    }
}

impl<S: Clone> PageCacheService<S> {
    /// Pairs a request with the service that can answer it.
    fn asked<A>(&mut self, request: Request<A>) -> Asked<S, A> {
        let cache = Arc::clone(&self.inner.with().cache);
        Asked { cache, service: self.inner.take(), request }
    }
}

impl<S> Clone for PageCacheService<S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

/// Creates the response for a cached page.
pub(super) fn answer<A, B>(
    page: Arc<Page>,
    request: &Request<A>,
    is_conditional: bool,
    now: Instant,
) -> Response<CachedBody<B>> {
    if is_conditional && page.is_unmodified_for(request.headers()) {
        let mut response = Response::new(CachedBody::empty(
            RequestLine::from_request(request).size_hint_callers(),
        ));
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.headers_mut() = page.headers_of_304(now);
        return response;
    }
    let headers = page.headers(now);
    let mut response = Response::new(match request.method() == Method::GET {
        true => CachedBody::cached(page),
        false => CachedBody::empty(RequestLine::from_request(request).size_hint_callers()),
    });
    *response.headers_mut() = headers;
    response
}

/// The response future of a [`PageCacheService`].
#[must_use = "futures do nothing unless awaited"]
pub struct CachedFuture<B, E>(State<B, E>);

// The `Mutex` makes the future `Sync`. It is never locked.
type Boxed<B, E> = Mutex<Pin<Box<dyn Future<Output = Output<B, E>> + Send>>>;
/// The result of a [`CachedFuture`].
type Output<B, E> = Result<Response<CachedBody<B>>, E>;

/// The source of the response.
enum State<B, E> {
    /// A response from the cache, or `None` once it was returned.
    Hit(Option<Response<CachedBody<B>>>),
    /// A response that the handler has to create.
    Asked(Boxed<B, E>),
}

impl<B, E> Unpin for CachedFuture<B, E> {}

impl<B, E> CachedFuture<B, E> {
    /// Creates a future that returns a response from the cache.
    fn hit(response: Response<CachedBody<B>>) -> Self {
        Self(State::Hit(Some(response)))
    }

    /// Creates a future that asks the handler.
    fn asked(future: impl Future<Output = Output<B, E>> + Send + 'static) -> Self {
        Self(State::Asked(Mutex::new(Box::pin(future))))
    }
}

impl<B, E> Future for CachedFuture<B, E> {
    type Output = Output<B, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Hit(response) => match response.take() {
                Some(response) => Poll::Ready(Ok(response)),
                // The future was polled again after it was ready.
                None => Poll::Pending,
            },
            State::Asked(future) => {
                let future = future.get_mut().unwrap_or_else(PoisonError::into_inner);
                future.as_mut().poll(cx)
            }
        }
    }
}

impl fmt::Debug for PageCacheLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageCacheLayer").field("id", &self.id).finish_non_exhaustive()
    }
}

impl<S: fmt::Debug> fmt::Debug for PageCacheService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.peek(|inner| {
            f.debug_struct("PageCacheService")
                .field("layer", self.inner.with())
                .field("inner", inner)
                .finish()
        })
    }
}

impl<B, E> fmt::Debug for CachedFuture<B, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedFuture").finish_non_exhaustive()
    }
}
