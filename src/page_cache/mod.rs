//! A cache of pages that are the same for every client.

// A request passes these modules from top to bottom, which is also an order of reading:
//
// ```text
// layer       Which key? (key) Is the page cached? (page)   ──► hit: the page, or a 304
//   ▼
// miss        Is the page being rendered? (flight)          ──► the same body (shared_body)
//   ▼
// fetch       May the response be cached? (rules)           ──► the response
//   ▼
// candidate   The body, recorded for the requests that wait and for the cache (recorder)
//   ▼
// page        The cached page, until it expires (times), changes (generations) or is evicted (budget)
// ```
//
// `refresh` renders a stale page again, `bypass` forwards the requests that the cache does not
// concern, `nesting` recognizes those that would wait for themselves, and `call`, `future` and `body`
// have the types of the layer.
//
// A page is stored if all of these permit it:
//
// - `layer` and `key`: the request has a key.
// - `rules`: the response may be cached, by its permission and its headers.
// - `Ticket` in `crate::cache_permission`: nothing has voided it, in the handler or in the render.
// - `candidate`: the body has ended as declared, and is not too large (`recorder`).
// - `generations`: the page was not revalidated while it was rendered.
//
// `docs/page_cache.md` states these conditions for users, and `tests/page_cache/stored.rs` tests them.

mod body;
mod budget;
mod bypass;
mod call;
mod candidate;
mod fetch;
mod flight;
mod future;
mod generations;
mod hit;
mod key;
mod layer;
mod miss;
mod nesting;
mod page;
mod refresh;
mod rules;
mod shared_body;
mod times;
mod uncacheable;
mod wakers;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use http::{HeaderMap, HeaderName};
use moka::sync::Cache;

use crate::action::revalidate::{Revalidate, Revalidation};
use crate::middleware::{Spawn, Task};

pub use body::CachedBody;
use budget::{Budget, Charge};
use flight::Flights;
pub use future::CachedFuture;
use generations::Generations;
use key::{Key, key_of_variant};
pub use layer::{PageCacheLayer, PageCacheService};
use page::CachedPage;
pub use shared_body::SharedRenderError;
use times::Freshness;
use uncacheable::Uncacheable;

#[doc = include_str!("../../docs/page_cache.md")]
#[derive(Clone)]
pub struct PageCache {
    inner: Arc<Inner>,
    spawn: Option<Spawn>,
}

/// The state that all clones and layers of a cache share.
struct Inner {
    pages: Cache<Key, Entry>,
    uncacheable: Uncacheable,
    /// The memory of all pages, cached or being sent.
    budget: Arc<Budget>,
    flights: Flights,
    generations: Generations,
    /// The maximum length of the content of a cached page, in bytes.
    max_page: usize,
}

/// The entry of a key.
#[derive(Clone)]
enum Entry {
    /// The page.
    Page(Arc<CachedPage>),
    /// The headers by which the pages vary. Each page has a key of its own, with their values.
    Varies(Arc<[HeaderName]>),
}

/// The result of a lookup.
struct Lookup {
    /// The page, if it is fresh or stale.
    page: Option<(Arc<CachedPage>, Freshness)>,
    /// The key of the selected variant, if the page varies.
    variant: Option<Vec<u8>>,
}

impl PageCache {
    #[doc = include_str!("../../docs/page_cache_new.md")]
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let uncacheable = bytes / 64;
        let weigh = |key: &Key, entry: &Entry| match entry {
            Entry::Page(page) => u32::try_from(page.weight()).unwrap_or(u32::MAX),
            Entry::Varies(_) => weight_of_name(key),
        };
        let pages = Cache::builder().max_capacity((bytes / 8 * 5) as u64).weigher(weigh).build();
        let inner = Inner {
            pages,
            uncacheable: Uncacheable::new(uncacheable),
            budget: Arc::new(Budget::new(bytes - uncacheable)),
            flights: Flights::default(),
            generations: Generations::default(),
            max_page: bytes / 8,
        };
        Self { inner: Arc::new(inner), spawn: None }
    }

    #[doc = include_str!("../../docs/page_cache_refresh_with.md")]
    #[must_use]
    pub fn refresh_with(mut self, spawn: impl Fn(Task) + Send + Sync + 'static) -> Self {
        self.spawn = Some(Arc::new(spawn));
        self
    }

    /// Creates a layer that caches the pages of the routes inside.
    ///
    /// With the feature `axum`, the key of a page includes the target that the client sent, and the
    /// target that the route sees. Two layers never share pages, except clones of the same layer.
    ///
    /// The [example of a cache](Self#examples) adds the layer to a route.
    #[must_use]
    pub fn layer(&self) -> PageCacheLayer {
        static LAYERS: AtomicUsize = AtomicUsize::new(0);
        let id = LAYERS.fetch_add(1, Ordering::Relaxed);
        let (cache, spawn) = (Arc::clone(&self.inner), self.spawn.clone());
        PageCacheLayer { cache, spawn, id, keyed_by: None }
    }
}

/// Evicts the pages that are out of date.
///
/// A page that is being rendered is sent to the requests that arrived before, but it is not cached.
impl Revalidate for PageCache {
    fn revalidate(&self, changed: &[Revalidation]) {
        self.inner.generations.revalidate(changed);
        if changed.contains(&Revalidation::All) {
            self.inner.pages.invalidate_all();
        }
    }
}

/// Returns the weight of an entry without a page, in bytes.
fn weight_of_name(key: &Key) -> u32 {
    u32::try_from(key.len() + 512).unwrap_or(u32::MAX)
}

impl Inner {
    /// Finds the page for a key and these request headers.
    fn look_up(&self, key: &[u8], headers: &HeaderMap, now: Instant) -> Lookup {
        let (cached, variant) = match self.pages.get(key) {
            Some(Entry::Varies(vary)) => match key_of_variant(key, &vary, headers) {
                Some(variant) => (self.pages.get(&*variant), Some(variant)),
                None => (None, None),
            },
            cached => (cached, None),
        };
        let Some(Entry::Page(page)) = cached else { return Lookup { page: None, variant } };
        let freshness = page.freshness(now);
        if freshness == Freshness::Unusable {
            // Frees the memory for other pages.
            self.pages.invalidate(variant.as_deref().unwrap_or(key));
            return Lookup { page: None, variant };
        }
        Lookup { page: Some((page, freshness)), variant }
    }

    /// Stores a page, and the headers by which it varies.
    fn store(&self, key: &Key, primary: &Key, vary: Vec<HeaderName>, page: CachedPage) {
        if !vary.is_empty() {
            self.pages.insert(Arc::clone(primary), Entry::Varies(vary.into()));
        }
        let now = Instant::now();
        let may_be_stored = match self.pages.get(key) {
            Some(Entry::Page(other)) => page.may_replace(&other, now),
            _ => true,
        };
        if may_be_stored && page.freshness(now) != Freshness::Unusable {
            self.pages.insert(Arc::clone(key), Entry::Page(Arc::new(page)));
            self.uncacheable.remove(primary);
        }
    }

    /// Evicts the page for a request, if it is stale.
    fn evict_stale(&self, key: &[u8], headers: &HeaderMap) {
        let found = self.look_up(key, headers, Instant::now());
        if let Some((_, Freshness::Stale)) = found.page {
            self.pages.invalidate(found.variant.as_deref().unwrap_or(key));
        }
    }

    /// Grows a charge, or returns `false` if there is no room.
    ///
    /// If the first attempt fails, it lets the cache drop evicted pages, and tries again.
    fn charge(&self, charge: &mut Charge, bytes: usize) -> bool {
        charge.grow_to(bytes) || {
            self.pages.run_pending_tasks();
            charge.grow_to(bytes)
        }
    }
}

impl fmt::Debug for PageCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageCache")
            .field("pages", &self.inner.pages.entry_count())
            .field("bytes", &self.inner.budget.used())
            .finish_non_exhaustive()
    }
}
