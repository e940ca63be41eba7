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
use crate::response::original_target;
pub use body::CachedBody;
pub use layer::{CachedFuture, PageCacheLayer, PageCacheService};

/// Octets that a page costs besides what it consists of: the cache's own, about.
const ENTRY: usize = 512;

/// Octets of host, path and query beyond which a page is not kept: a client may choose any.
const LONGEST_KEY: usize = 2048;

#[doc = include_str!("../../docs/page_cache.md")]
#[derive(Clone)]
pub struct PageCache {
    inner: Arc<Inner>,
}

struct Inner {
    pages: Cache<Key, Arc<Page>>,
    /// How often something was revalidated. Held while a page is added, so that none is added that was
    /// begun before.
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
            let tags = page.keep.tags.iter().map(|tag| tag.len());
            let parts =
                page.content.len() + key.len() + tags.sum::<usize>() + fields.sum::<usize>();
            u32::try_from(parts + ENTRY).unwrap_or(u32::MAX)
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
    /// With the feature `axum` a page is kept by the path that the client has sent, also inside a router
    /// that nests. Another router that cuts the prefix of a path off needs a layer for each place, and
    /// must not cut off what tells pages apart.
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
        // From here on nothing is added that was begun before; so what is found is all there is.
        *self.inner.revalidations() += 1;
        let changed: Vec<_> = changed
            .iter()
            .map(|changed| match changed {
                Revalidation::Path(path) => (Some(normal(path)), None),
                Revalidation::Tag(tag) => (None, Some(tag)),
            })
            .collect();
        for (key, page) in &self.inner.pages {
            let is_out_of_date = changed.iter().any(|(path, tag)| {
                path.as_ref().is_some_and(|path| key.path == *path)
                    || tag.is_some_and(|tag| page.keep.tags.contains(tag))
            });
            if is_out_of_date {
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
        if *revalidated == begun && key.len() <= LONGEST_KEY {
            self.pages.insert(key, Arc::new(page));
        }
    }
}

impl Key {
    fn of<B>(request: &Request<B>, layer: usize) -> Self {
        let target = original_target(request);
        let host = match target.authority() {
            Some(authority) => authority.as_str().as_bytes(),
            None => request.headers().get(HOST).map(HeaderValue::as_bytes).unwrap_or_default(),
        };
        Self {
            layer,
            host: String::from_utf8_lossy(host).to_ascii_lowercase(),
            path: normal(target.path()),
            query: target.query().map(str::to_owned),
        }
    }

    /// Octets that the client has chosen.
    fn len(&self) -> usize {
        self.host.len() + self.path.len() + self.query.as_ref().map_or(0, String::len)
    }
}

/// The path with one spelling for each octet.
///
/// RFC 3986 §6.2.2.2: "These URIs should be normalized by decoding any percent-encoded octet that
/// corresponds to an unreserved character".
fn normal(path: &str) -> String {
    let mut octets = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let digit = |at: usize| after.get(at).and_then(|&octet| char::from(octet).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                let octet = (high * 16 + low) as u8;
                if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
                    octets.push(octet);
                } else {
                    octets.extend([
                        b'%',
                        after[0].to_ascii_uppercase(),
                        after[1].to_ascii_uppercase(),
                    ]);
                }
                rest = &after[2..];
            }
            _ => octets.push(*first),
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

impl fmt::Debug for PageCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageCache")
            .field("pages", &self.inner.pages.entry_count())
            .finish_non_exhaustive()
    }
}
