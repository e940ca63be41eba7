//! The stamps that record when paths and tags were revalidated.
//!
//! Each revalidation has a number, and stamps the names that it affects. A page holds the stamps of
//! its names, and the number of the last revalidation before its request. It is current while no
//! stamp is later. So a revalidation looks up no page. It also affects pages that are not cached
//! yet.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::action::revalidate::{PagePath, Revalidation};

/// The number of the last revalidation of a name.
type Stamp = Arc<AtomicU64>;

/// The size in bytes up to which unused names are not removed.
const SPARE: usize = 64 * 1024;

/// The approximate overhead of a name, in bytes.
const NAME_OVERHEAD: usize = 128;

/// The stamps of all names, and those for every page.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    /// The last revalidation of everything.
    all: Stamp,
    /// The last revalidation of any tag, for pages whose tags are not known yet.
    any_tag: Stamp,
    /// The names, whose lock also orders revalidations.
    names: Mutex<Names>,
}

/// The names that were used, and their stamps.
#[derive(Debug, Default)]
struct Names {
    /// The number of revalidations.
    count: u64,
    paths: BTreeMap<Box<str>, Stamp>,
    tags: HashMap<Box<str>, Stamp>,
    /// The number of revalidations at the last removal of unused names.
    ///
    /// A request that started before may have missed a stamp.
    floor: u64,
    /// The size of the names, in bytes.
    bytes: usize,
    /// The size above which unused names are removed, in bytes.
    prune_at: usize,
}

/// The start of a request, as a position between revalidations.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    /// The number of the last revalidation before the request.
    at: u64,
    all: Stamp,
    any_tag: Stamp,
    path: Stamp,
}

/// The position at which a page was current, and the stamps that end it.
#[derive(Clone, Debug)]
pub(super) struct Validity {
    /// The number of the last revalidation before the request.
    at: u64,
    all: Stamp,
    /// The stamps of the path and the tags of the page.
    names: Box<[Stamp]>,
}

impl Stamps {
    /// Locks the names.
    fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a request for a path.
    pub(super) fn begin(&self, path: &PagePath) -> Begun {
        let mut names = self.names();
        let path = names.path(path.as_str());
        let (all, any_tag) = (Arc::clone(&self.all), Arc::clone(&self.any_tag));
        Begun { at: names.count, all, any_tag, path }
    }

    /// Returns the validity of a page, or `None` if it is out of date.
    pub(super) fn seal<T: AsRef<str>>(&self, begun: &Begun, tags: &[T]) -> Option<Validity> {
        let mut names = self.names();
        if begun.at < names.floor {
            return None;
        }
        let stamps = tags.iter().map(|tag| names.tag(tag.as_ref()));
        let stamps = stamps.chain([Arc::clone(&begun.path)]).collect();
        let validity = Validity { at: begun.at, all: Arc::clone(&self.all), names: stamps };
        validity.is_current().then_some(validity)
    }

    /// Stamps the names that have changed.
    pub(super) fn revalidate(&self, changed: &[Revalidation]) {
        let mut names = self.names();
        names.count += 1;
        let now = names.count;
        let set = |stamp: &Stamp| stamp.store(now, Ordering::Release);
        for changed in changed {
            match changed {
                // A path without a stamp has no page, and no request for it is running.
                Revalidation::Path(path) => _ = names.paths.get(path.as_str()).map(set),
                Revalidation::PathPrefix(path) => {
                    let from = Bound::Included(path.as_str());
                    let below = names.paths.range::<str, _>((from, Bound::Unbounded));
                    let below = below.take_while(|(name, _)| name.starts_with(path.as_str()));
                    below.filter(|(name, _)| path.contains(name)).for_each(|(_, stamp)| set(stamp));
                }
                Revalidation::Tag(tag) => {
                    set(&self.any_tag);
                    set(&names.tag(tag));
                }
                Revalidation::All => set(&self.all),
            }
        }
    }
}

impl Names {
    /// Returns the stamp of a path.
    fn path(&mut self, path: &str) -> Stamp {
        if let Some(stamp) = self.paths.get(path) {
            return Arc::clone(stamp);
        }
        self.make_room(path);
        Arc::clone(self.paths.entry(path.into()).or_default())
    }

    /// Returns the stamp of a tag.
    fn tag(&mut self, tag: &str) -> Stamp {
        if let Some(stamp) = self.tags.get(tag) {
            return Arc::clone(stamp);
        }
        self.make_room(tag);
        Arc::clone(self.tags.entry(tag.into()).or_default())
    }

    /// Counts a new name, and removes names that no page or request uses.
    ///
    /// It removes names only when they have grown by an eighth since the last time.
    fn make_room(&mut self, name: &str) {
        self.bytes += name.len() + NAME_OVERHEAD;
        if self.bytes <= self.prune_at.max(SPARE) {
            return;
        }
        let is_used = |stamp: &Stamp| Arc::strong_count(stamp) > 1;
        self.paths.retain(|_, stamp| is_used(stamp));
        self.tags.retain(|_, stamp| is_used(stamp));
        self.floor = self.count;
        let names = self.paths.keys().chain(self.tags.keys()).map(|name| name.len());
        self.bytes = names.chain([name.len()]).map(|len| len + NAME_OVERHEAD).sum();
        self.prune_at = self.bytes + self.bytes / 8;
    }
}

impl Begun {
    /// Returns whether a request that starts now may share this one's page.
    pub(super) fn is_current(&self) -> bool {
        let stamps = [&self.all, &self.any_tag, &self.path];
        stamps.iter().all(|stamp| stamp.load(Ordering::Acquire) <= self.at)
    }
}

impl Validity {
    /// Returns whether no name of the page was revalidated since its request.
    #[inline]
    pub(super) fn is_current(&self) -> bool {
        let is_before = |stamp: &Stamp| stamp.load(Ordering::Acquire) <= self.at;
        is_before(&self.all) && self.names.iter().all(is_before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> PagePath {
        text.parse().unwrap()
    }

    #[test]
    fn a_page_is_current_until_one_of_its_names_is_revalidated() {
        let stamps = Stamps::default();
        let page =
            |text: &str, tags: &[&str]| stamps.seal(&stamps.begin(&path(text)), tags).unwrap();
        let pages = || {
            [
                page("/", &[]),
                page("/blog", &["posts"]),
                page("/blog/1", &["posts", "1"]),
                page("/blogs", &[]),
            ]
        };
        for (changed, current) in [
            (Revalidation::Path(path("/")), [false, true, true, true]),
            (Revalidation::Path(path("/blog")), [true, false, true, true]),
            (Revalidation::PathPrefix(path("/blog")), [true, false, false, true]),
            (Revalidation::PathPrefix(path("/blog/")), [true, true, false, true]),
            (Revalidation::PathPrefix(path("/")), [false; 4]),
            (Revalidation::Tag("posts".into()), [true, false, false, true]),
            (Revalidation::Tag("1".into()), [true, true, false, true]),
            (Revalidation::Tag("/".into()), [true; 4]),
            (Revalidation::All, [false; 4]),
        ] {
            let pages = pages();
            stamps.revalidate(std::slice::from_ref(&changed));
            assert_eq!(pages.map(|page| page.is_current()), current, "{changed:?}");
        }
    }

    #[test]
    fn what_was_begun_before_is_out_of_date_when_it_ends() {
        let stamps = Stamps::default();
        let begun = stamps.begin(&path("/a"));
        stamps.revalidate(&[Revalidation::Tag("t".into())]);
        assert!(!begun.is_current(), "its tags are not known");
        assert!(stamps.seal(&begun, &["t"]).is_none());
        assert!(stamps.seal(&begun, &["other"]).is_some());
        stamps.revalidate(&[Revalidation::Path(path("/a"))]);
        assert!(stamps.seal(&begun, &["other"]).is_none());
    }

    /// Unused names are removed, and no page misses a revalidation because of it.
    #[test]
    fn names_without_a_page_are_removed() {
        let stamps = Stamps::default();
        let begun = stamps.begin(&path("/a"));
        let kept = stamps.seal(&begun, &["kept"]).unwrap();
        stamps.revalidate(&[Revalidation::Tag("t".into())]);
        for number in 0..10_000 {
            stamps.revalidate(&[Revalidation::Tag(number.to_string().into())]);
            drop(stamps.begin(&path(&format!("/{number}"))));
        }
        let names = stamps.names();
        assert!(names.tags.len() + names.paths.len() < 1000);
        assert!(names.tags.contains_key("kept") && !names.tags.contains_key("t"));
        drop(names);
        assert!(kept.is_current());
        assert!(stamps.seal(&begun, &["t"]).is_none(), "its stamp is gone");
    }
}
