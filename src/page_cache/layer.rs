//! The layer: it looks up the page for a request, and decides whether the handler is called.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use http::{Extensions, Method, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::Inner;
use super::body::CachedBody;
use super::bypass::{bypass, forward};
use super::call::Call;
use super::future::CachedFuture;
use super::hit::hit;
use super::key::{RequestHeaders, key_of};
use super::miss::miss;
use super::nesting::Requested;
use super::refresh::refresh;
use super::shared_body::BoxError;
use super::times::Freshness;
use crate::middleware::{BodyOf, HttpResponse, SharedService, Spawn};

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
    fn key_of<A: http_body::Body>(
        &self,
        request: &Request<A>,
        headers: &RequestHeaders<'_>,
    ) -> Option<Vec<u8>> {
        let extra = self.keyed_by.as_ref().map(|key| key(request.extensions()));
        key_of(request, headers, self.id, extra.as_deref().unwrap_or_default())
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
        let headers = RequestHeaders::read(request.headers());
        let key = match is_get || method == Method::HEAD {
            true => self.inner.with().key_of(&request, &headers),
            false => None,
        };
        let Some(key) = key else { return CachedFuture::call(bypass(self.call_for(request))) };
        let now = Instant::now();
        let is_conditional = headers.is_conditional;
        let found = self.inner.with().cache.look_up(&key, request.headers(), now);
        if let Some((page, Freshness::Fresh)) = found.page {
            return CachedFuture::hit(hit(page, &request, is_conditional, now));
        }
        if request.extensions().get().is_some_and(|page: &Requested| *page.key == *key) {
            return CachedFuture::call(forward(self.call_for(request)));
        }
        if let (Some((page, Freshness::Stale)), Some(spawn)) =
            (found.page, self.inner.with().spawn.clone())
        {
            let stale = hit(Arc::clone(&page), &request, is_conditional, now);
            if is_get {
                let refresh = refresh(self.call_for(request), key, found.variant, &page);
                if let Some(refresh) = refresh {
                    spawn(Box::pin(refresh));
                }
            }
            return CachedFuture::hit(stale);
        }
        if is_get {
            CachedFuture::call(miss(self.call_for(request), key, found.variant))
        } else {
            // RFC 9110 §9.3.2: the response to `HEAD` has no content that could be cached.
            CachedFuture::call(bypass(self.call_for(request)))
        }
    }
}

impl<S: Clone> PageCacheService<S> {
    /// Pairs a request with the service that can answer it.
    fn call_for<A>(&mut self, request: Request<A>) -> Call<S, A> {
        let cache = Arc::clone(&self.inner.with().cache);
        Call { cache, service: self.inner.take(), request }
    }
}

impl<S> Clone for PageCacheService<S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
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
