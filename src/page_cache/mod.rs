//! A cache of pages that are the same for every client.

// A request goes from top to bottom, and an answer comes from each floor:
//
// ```text
// layer     is it cached? (key, page: freshness, conditions)      ──► the page, a 304
//   ▼
// ask       does another request ask for it now? (flight)         ──► the same page, as it grows (fill)
//   ▼
// lead      may the response of the handler be cached? (rules)    ──► the response
//   ▼
// fill      the body, for all that wait; recorded (record)        ──► a page, if nothing was revalidated (stamps)
// ```

mod ask;
mod body;
mod fill;
mod flight;
mod key;
mod layer;
mod lead;
mod ledger;
mod nesting;
mod page;
mod pass;
mod record;
mod rules;
mod stamps;
mod wakers;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use http::{HeaderMap, HeaderName};
use moka::sync::Cache;

use crate::middleware::{Spawn, Task};
use crate::revalidate::{Revalidate, Revalidation};

pub use body::CachedBody;
pub use fill::SharedRenderError;
use flight::Flights;
use key::{Key, key_of_variant};
pub use layer::{CachedFuture, PageCacheLayer, PageCacheService};
use ledger::{Charge, Ledger};
use page::{Freshness, Page};
use stamps::Stamps;

#[doc = include_str!("../../docs/page_cache.md")]
#[derive(Clone)]
pub struct PageCache {
    inner: Arc<Inner>,
    spawn: Option<Spawn>,
}

struct Inner {
    pages: Cache<Key, Cached>,
    /// Keys whose responses are not cached, so that nobody waits for one to learn that.
    passed: Cache<Key, ()>,
    ledger: Arc<Ledger>,
    flights: Flights,
    stamps: Stamps,
    /// Bytes of the content of the largest page that is cached.
    max_page: usize,
}

/// What is there for a key.
#[derive(Clone)]
enum Cached {
    Page(Arc<Page>),
    /// The pages have keys of their own, with the values of these headers.
    Varies(Arc<[HeaderName]>),
}

/// What was found for a request.
struct Found {
    page: Option<(Arc<Page>, Freshness)>,
    /// The key of the page, if it is another one than that of the request.
    variant: Option<Vec<u8>>,
}

impl PageCache {
    /// Creates a cache that holds this many bytes.
    ///
    /// Five eighths are for pages that are cached, of which the least used are evicted, and the rest for those that
    /// are being sent. A page of which the content is larger than an eighth is not cached. What is counted is
    /// content, headers, keys and tags, and about 1 KiB for each page.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let passed = bytes / 64;
        let weigh = |key: &Key, cached: &Cached| match cached {
            Cached::Page(page) => u32::try_from(page.weight()).unwrap_or(u32::MAX),
            Cached::Varies(_) => weight_of_name(key),
        };
        let pages = Cache::builder().max_capacity((bytes / 8 * 5) as u64).weigher(weigh).build();
        let weigh = |key: &Key, _: &()| weight_of_name(key);
        let inner = Inner {
            pages,
            passed: Cache::builder().max_capacity(passed as u64).weigher(weigh).build(),
            ledger: Arc::new(Ledger::new(bytes - passed)),
            flights: Flights::default(),
            stamps: Stamps::default(),
            max_page: bytes / 8,
        };
        Self { inner: Arc::new(inner), spawn: None }
    }

    /// Renders stale pages again in tasks that this function starts on a runtime.
    ///
    /// A page with [`stale_while_revalidate`](crate::CacheControl::stale_while_revalidate) is then sent for that
    /// long after it has expired, and rendered again meanwhile, once. Without a function, nothing stale is sent.
    /// RFC 9111 forbids it for a page with `s-maxage`, `must-revalidate` or `proxy-revalidate`, and a page that
    /// was revalidated is not stale: it is evicted.
    ///
    /// # Examples
    /// ```
    /// use headfirst::PageCache;
    ///
    /// let pages = PageCache::new(64 * 1024 * 1024).refresh_with(|task| {
    ///     tokio::spawn(task);
    /// });
    /// ```
    #[must_use]
    pub fn refresh_with(mut self, spawn: impl Fn(Task) + Send + Sync + 'static) -> Self {
        self.spawn = Some(Arc::new(spawn));
        self
    }

    /// Creates a layer that caches the pages of the routes inside.
    ///
    /// With the feature `axum`, a page is cached both by the target that the client has sent and by the one that the
    /// route sees. Pages of different layers are never mixed up; clones of a layer are the same layer.
    #[must_use]
    pub fn layer(&self) -> PageCacheLayer {
        static LAYERS: AtomicUsize = AtomicUsize::new(0);
        let id = LAYERS.fetch_add(1, Ordering::Relaxed);
        let (cache, spawn) = (Arc::clone(&self.inner), self.spawn.clone());
        PageCacheLayer { cache, spawn, id, keyed_by: None }
    }
}

/// Evicts the pages that are out of date. A page that is being rendered is sent to those who have asked for it
/// before, and not cached.
impl Revalidate for PageCache {
    fn revalidate(&self, changed: &[Revalidation]) {
        self.inner.stamps.revalidate(changed);
        if changed.contains(&Revalidation::All) {
            self.inner.pages.invalidate_all();
        }
    }
}

/// The bytes of an entry that has no page.
fn weight_of_name(key: &Key) -> u32 {
    u32::try_from(key.len() + 512).unwrap_or(u32::MAX)
}

impl Inner {
    /// Finds the page for a key and these request headers.
    fn find(&self, key: &[u8], headers: &HeaderMap, now: Instant) -> Found {
        let (cached, variant) = match self.pages.get(key) {
            Some(Cached::Varies(vary)) => match key_of_variant(key, &vary, headers) {
                Some(variant) => (self.pages.get(&*variant), Some(variant)),
                None => (None, None),
            },
            cached => (cached, None),
        };
        let Some(Cached::Page(page)) = cached else { return Found { page: None, variant } };
        let freshness = page.freshness(now);
        if freshness == Freshness::Over {
            // Its memory is of use to another.
            self.pages.invalidate(variant.as_deref().unwrap_or(key));
            return Found { page: None, variant };
        }
        Found { page: Some((page, freshness)), variant }
    }

    fn store(&self, key: &Key, primary: &Key, vary: Vec<HeaderName>, page: Page) {
        if !vary.is_empty() {
            self.pages.insert(Arc::clone(primary), Cached::Varies(vary.into()));
        }
        self.pages.insert(Arc::clone(key), Cached::Page(Arc::new(page)));
    }

    /// Evicts the stale page for a request to which the handler has answered otherwise.
    fn evict_stale(&self, key: &[u8], headers: &HeaderMap) {
        let found = self.find(key, headers, Instant::now());
        if let Some((_, Freshness::Stale)) = found.page {
            self.pages.invalidate(found.variant.as_deref().unwrap_or(key));
        }
    }

    /// Grows a charge, after the pages are gone that were evicted and not yet dropped.
    fn charge(&self, charge: &mut Charge, bytes: usize) -> bool {
        charge.grow_to(bytes) || {
            self.pages.run_pending_tasks();
            charge.grow_to(bytes)
        }
    }

    /// Remembers that the responses for a key are not cached.
    fn pass(&self, key: &Key) {
        self.passed.insert(Arc::clone(key), ());
    }

    fn do_not_pass(&self, key: &Key) {
        if self.is_passed(key) {
            self.passed.invalidate(key);
        }
    }

    fn is_passed(&self, key: &Key) -> bool {
        self.passed.contains_key(key)
    }
}

impl fmt::Debug for PageCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageCache")
            .field("pages", &self.inner.pages.entry_count())
            .field("bytes", &self.inner.ledger.held())
            .finish_non_exhaustive()
    }
}
