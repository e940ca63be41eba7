//! The layer that answers with pages that were kept, and keeps those that come back.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, SET_COOKIE, VARY};
use http::{Method, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::body::{CachedBody, Fill};
use super::{Inner, Key, Page};
use crate::cache::Keep;
use crate::middleware::HttpResponse;

/// The layer of a [`PageCache`](super::PageCache).
#[derive(Clone)]
pub struct PageCacheLayer {
    cache: Arc<Inner>,
    id: usize,
}

impl PageCacheLayer {
    pub(super) fn new(cache: Arc<Inner>, id: usize) -> Self {
        Self { cache, id }
    }
}

impl<S> Layer<S> for PageCacheLayer {
    type Service = PageCacheService<S>;

    fn layer(&self, inner: S) -> PageCacheService<S> {
        PageCacheService { layer: self.clone(), inner }
    }
}

/// A service whose pages are kept by a [`PageCache`](super::PageCache).
#[derive(Clone)]
pub struct PageCacheService<S> {
    layer: PageCacheLayer,
    inner: S,
}

impl<S, A> Service<Request<A>> for PageCacheService<S>
where
    S: Service<Request<A>, Response: HttpResponse<Body: http_body::Body>>,
{
    type Response = Response<CachedBody<<S::Response as HttpResponse>::Body>>;
    type Error = S::Error;
    type Future = CachedFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let mut begun = None;
        if request.method() == Method::GET {
            let key = Key::of(&request, self.layer.id);
            if let Some(kept) = self.layer.cache.get(&key) {
                return CachedFuture { state: State::Kept { response: Some(kept) } };
            }
            let revalidated = *self.layer.cache.revalidations();
            begun = Some(Begun { cache: Arc::clone(&self.layer.cache), key, revalidated });
        }
        CachedFuture { state: State::Asked { response: self.inner.call(request), begun } }
    }
}

pin_project! {
    /// The response of a service whose pages are kept.
    #[must_use = "futures do nothing unless awaited"]
    pub struct CachedFuture<F> {
        #[pin]
        state: State<F>,
    }
}

pin_project! {
    #[project = Projected]
    enum State<F> {
        // Until it is taken.
        Kept { response: Option<Response<Bytes>> },
        Asked {
            #[pin]
            response: F,
            begun: Option<Begun>,
        },
    }
}

/// A page that may be kept, should it turn out to be one.
pub(super) struct Begun {
    pub(super) cache: Arc<Inner>,
    pub(super) key: Key,
    /// How often something had been revalidated before the handler began.
    pub(super) revalidated: u64,
}

impl Begun {
    fn page<B>(self, response: &mut Response<B>) -> Option<Fill> {
        let keep = response.extensions_mut().remove::<Keep>()?;
        let headers = response.headers();
        // What somebody has added since the page was made may not be for every client.
        let is_for_all = response.status() == StatusCode::OK
            && !headers.contains_key(SET_COOKIE)
            && !headers.contains_key(VARY)
            && !headers.get_all(CACHE_CONTROL).iter().any(|field| {
                let field = field.as_bytes().to_ascii_lowercase();
                [&b"private"[..], b"no-store"]
                    .iter()
                    .any(|w| field.windows(w.len()).any(|f| f == *w))
            });
        let page =
            Page { headers: headers.clone(), content: Bytes::new(), keep, since: Instant::now() };
        is_for_all.then(|| Fill::new(self, page))
    }
}

impl<F, R, E> Future for CachedFuture<F>
where
    F: Future<Output = Result<R, E>>,
    R: HttpResponse<Body: http_body::Body>,
{
    type Output = Result<Response<CachedBody<R::Body>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            Projected::Kept { response } => match response.take() {
                Some(response) => Poll::Ready(Ok(response.map(CachedBody::kept))),
                // Polled again after it was ready.
                None => Poll::Pending,
            },
            Projected::Asked { response, begun } => {
                let mut response: Response<_> = ready!(response.poll(cx))?.into();
                let fill = begun.take().and_then(|begun| begun.page(&mut response));
                Poll::Ready(Ok(response.map(|body| CachedBody::asked(body, fill))))
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
        f.debug_struct("PageCacheService")
            .field("layer", &self.layer)
            .field("inner", &self.inner)
            .finish()
    }
}

impl<F> fmt::Debug for CachedFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedFuture").finish_non_exhaustive()
    }
}
