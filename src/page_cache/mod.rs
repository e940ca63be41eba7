//! A cache of pages that are the same for every client.

mod body;
mod layer;

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderMap, HeaderValue, Request, Response};
use moka::sync::Cache;

use crate::revalidate::{Revalidate, Revalidation};

use crate::cache::Keep;
pub use body::CachedBody;
pub use layer::{CachedFuture, PageCacheLayer, PageCacheService};

#[doc = include_str!("../../docs/page_cache.md")]
#[derive(Clone)]
pub struct PageCache {
    inner: Arc<Inner>,
}

struct Inner {
    pages: Cache<Key, Arc<Page>>,
    /// How often something was revalidated. Held while a page is added or removed, so that none is
    /// added that was begun before.
    revalidated: Mutex<u64>,
    /// Octets of the largest page that is kept.
    max_page: usize,
    layers: AtomicUsize,
}

/// What tells pages apart.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    /// A layer inside a router that nests sees a path whose prefix was cut off.
    layer: usize,
    host: String,
    path: String,
    query: Option<String>,
}

/// A page that was sent in full.
struct Page {
    headers: HeaderMap,
    content: Bytes,
    keep: Keep,
    since: Instant,
}

impl PageCache {
    /// Keeps pages of this many octets together, and forgets the least used beyond that.
    ///
    /// A page of more than an eighth of it is not kept.
    #[must_use]
    pub fn new(octets: usize) -> Self {
        let size = |key: &Key, page: &Arc<Page>| {
            let fields = page.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
            let octets = page.content.len() + key.path.len() + fields.sum::<usize>();
            u32::try_from(octets).unwrap_or(u32::MAX)
        };
        let pages = Cache::builder().max_capacity(octets as u64).weigher(size).build();
        let inner = Inner {
            pages,
            revalidated: Mutex::default(),
            max_page: octets / 8,
            layers: AtomicUsize::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Makes the layer that keeps the pages of the routes inside, and answers with them.
    ///
    /// Routers that nest cut the prefix of a path off: make a layer of its own for each place.
    #[must_use]
    pub fn layer(&self) -> PageCacheLayer {
        let id = self.inner.layers.fetch_add(1, Ordering::Relaxed);
        PageCacheLayer::new(Arc::clone(&self.inner), id)
    }
}

/// Forgets the pages that are out of date, and those that are being sent when it is told: they may have
/// begun before the change.
impl Revalidate for PageCache {
    fn revalidate(&self, changed: &[Revalidation]) {
        let is_out_of_date = |key: &Key, page: &Page| {
            changed.iter().any(|changed| match changed {
                Revalidation::Path(path) => key.path == *path,
                Revalidation::Tag(tag) => page.keep.tags.contains(tag),
            })
        };
        let mut revalidated = self.inner.revalidations();
        *revalidated += 1;
        for (key, page) in &self.inner.pages {
            if is_out_of_date(&key, &page) {
                self.inner.pages.invalidate(&*key);
            }
        }
    }
}

impl Inner {
    /// Nothing that can panic leaves the number half done.
    fn revalidations(&self) -> MutexGuard<'_, u64> {
        self.revalidated.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page that was kept, as a response.
    fn get(&self, key: &Key) -> Option<Response<Bytes>> {
        let page = self.pages.get(key)?;
        if page.keep.max_age.is_some_and(|max_age| page.since.elapsed() >= max_age) {
            return None;
        }
        let mut response = Response::new(page.content.clone());
        *response.headers_mut() = page.headers.clone();
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(page.content.len()));
        Some(response)
    }

    /// Keeps a page, unless something was revalidated since it was begun.
    fn add(&self, key: Key, page: Page, begun: u64) {
        let revalidated = self.revalidations();
        if *revalidated == begun {
            self.pages.insert(key, Arc::new(page));
        }
    }
}

impl Key {
    fn of<B>(request: &Request<B>, layer: usize) -> Self {
        let host = match request.uri().authority() {
            Some(authority) => authority.as_str().as_bytes(),
            None => request.headers().get(HOST).map(HeaderValue::as_bytes).unwrap_or_default(),
        };
        Self {
            layer,
            host: String::from_utf8_lossy(host).to_ascii_lowercase(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(str::to_owned),
        }
    }
}

impl fmt::Debug for PageCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageCache")
            .field("pages", &self.inner.pages.entry_count())
            .finish_non_exhaustive()
    }
}
