//! The generations of paths and tags, which decide whether a page is current.
//!
//! Revalidations are numbered. The generation of a name, which is a path or a tag, is the number of
//! its last revalidation. A page holds the generations of its names, and the number of the last
//! revalidation before its request. It is current while none of these generations is later. So a
//! revalidation looks up no page. It also affects pages that are not cached yet.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::action::revalidate::{PagePath, Revalidation};

/// The number of the last revalidation of a name, shared with its pages.
type Generation = Arc<AtomicU64>;

/// The size in bytes up to which unused names are not removed.
const MIN_PRUNED_SIZE: usize = 64 * 1024;

/// The approximate overhead of a name, in bytes.
const NAME_OVERHEAD: usize = 128;

/// The generations of all names, and those for every page.
#[derive(Debug, Default)]
pub(super) struct Generations {
    /// The last revalidation of everything.
    all: Generation,
    /// The last revalidation of any tag, for pages whose tags are not known yet.
    any_tag: Generation,
    /// The names, whose lock also orders revalidations.
    names: Mutex<Names>,
}

/// The names that were used, and their generations.
#[derive(Debug, Default)]
struct Names {
    /// The number of the last revalidation.
    last: u64,
    paths: BTreeMap<Box<str>, Generation>,
    tags: HashMap<Box<str>, Generation>,
    /// The number of the last revalidation before unused names were removed.
    ///
    /// A request that started before may have missed a revalidation.
    pruned_at: u64,
    /// The size of the names, in bytes.
    size: usize,
    /// The size above which unused names are removed, in bytes.
    prune_above: usize,
}

/// The generations when a request started.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    /// The number of the last revalidation before the request.
    last: u64,
    all: Generation,
    any_tag: Generation,
    path: Generation,
}

/// The time at which a page was current, and the generations that end it.
#[derive(Clone, Debug)]
pub(super) struct Validity {
    /// The number of the last revalidation before the request.
    last: u64,
    all: Generation,
    /// The generations of the path and the tags of the page.
    names: Box<[Generation]>,
}

impl Generations {
    /// Locks the names.
    fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the generations for a request that starts now.
    pub(super) fn snapshot(&self, path: &PagePath) -> Snapshot {
        let mut names = self.names();
        let path = names.path(path.as_str());
        let (all, any_tag) = (Arc::clone(&self.all), Arc::clone(&self.any_tag));
        Snapshot { last: names.last, all, any_tag, path }
    }

    /// Returns the validity of a page, or `None` if it is out of date.
    pub(super) fn validity<T: AsRef<str>>(&self, start: &Snapshot, tags: &[T]) -> Option<Validity> {
        let mut names = self.names();
        if start.last < names.pruned_at {
            return None;
        }
        let generations = tags.iter().map(|tag| names.tag(tag.as_ref()));
        let generations = generations.chain([Arc::clone(&start.path)]).collect();
        let validity =
            Validity { last: start.last, all: Arc::clone(&self.all), names: generations };
        validity.is_current().then_some(validity)
    }

    /// Starts a new generation of the names that have changed.
    pub(super) fn revalidate(&self, changed: &[Revalidation]) {
        let mut names = self.names();
        names.last += 1;
        let now = names.last;
        let set = |generation: &Generation| generation.store(now, Ordering::Release);
        for changed in changed {
            match changed {
                // A path without a generation has no page, and no request for it is running.
                Revalidation::Path(path) => _ = names.paths.get(path.as_str()).map(set),
                Revalidation::PathPrefix(path) => {
                    let from = Bound::Included(path.as_str());
                    let below = names.paths.range::<str, _>((from, Bound::Unbounded));
                    let below = below.take_while(|(name, _)| name.starts_with(path.as_str()));
                    below
                        .filter(|(name, _)| path.contains(name))
                        .for_each(|(_, generation)| set(generation));
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
    /// Returns the generation of a path.
    fn path(&mut self, path: &str) -> Generation {
        if let Some(generation) = self.paths.get(path) {
            return Arc::clone(generation);
        }
        self.make_room(path);
        Arc::clone(self.paths.entry(path.into()).or_default())
    }

    /// Returns the generation of a tag.
    fn tag(&mut self, tag: &str) -> Generation {
        if let Some(generation) = self.tags.get(tag) {
            return Arc::clone(generation);
        }
        self.make_room(tag);
        Arc::clone(self.tags.entry(tag.into()).or_default())
    }

    /// Counts a new name, and removes names that no page or request uses.
    ///
    /// It removes names only when they have grown by an eighth since the last time.
    fn make_room(&mut self, name: &str) {
        self.size += name.len() + NAME_OVERHEAD;
        if self.size <= self.prune_above.max(MIN_PRUNED_SIZE) {
            return;
        }
        let is_used = |generation: &Generation| Arc::strong_count(generation) > 1;
        self.paths.retain(|_, generation| is_used(generation));
        self.tags.retain(|_, generation| is_used(generation));
        self.pruned_at = self.last;
        let names = self.paths.keys().chain(self.tags.keys()).map(|name| name.len());
        self.size = names.chain([name.len()]).map(|len| len + NAME_OVERHEAD).sum();
        self.prune_above = self.size + self.size / 8;
    }
}

impl Snapshot {
    /// Returns whether a request that starts now may share this one's page.
    pub(super) fn is_current(&self) -> bool {
        let generations = [&self.all, &self.any_tag, &self.path];
        generations.iter().all(|generation| generation.load(Ordering::Acquire) <= self.last)
    }
}

impl Validity {
    /// Returns whether no name of the page was revalidated since its request.
    #[inline]
    pub(super) fn is_current(&self) -> bool {
        let is_before = |generation: &Generation| generation.load(Ordering::Acquire) <= self.last;
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
        let generations = Generations::default();
        let page = |text: &str, tags: &[&str]| {
            generations.validity(&generations.snapshot(&path(text)), tags).unwrap()
        };
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
            generations.revalidate(std::slice::from_ref(&changed));
            assert_eq!(pages.map(|page| page.is_current()), current, "{changed:?}");
        }
    }

    #[test]
    fn what_started_before_is_out_of_date_when_it_ends() {
        let generations = Generations::default();
        let snapshot = generations.snapshot(&path("/a"));
        generations.revalidate(&[Revalidation::Tag("t".into())]);
        assert!(!snapshot.is_current(), "its tags are not known");
        assert!(generations.validity(&snapshot, &["t"]).is_none());
        assert!(generations.validity(&snapshot, &["other"]).is_some());
        generations.revalidate(&[Revalidation::Path(path("/a"))]);
        assert!(generations.validity(&snapshot, &["other"]).is_none());
    }

    /// Unused names are removed, and no page misses a revalidation because of it.
    #[test]
    fn names_without_a_page_are_removed() {
        let generations = Generations::default();
        let snapshot = generations.snapshot(&path("/a"));
        let kept = generations.validity(&snapshot, &["kept"]).unwrap();
        generations.revalidate(&[Revalidation::Tag("t".into())]);
        for number in 0..10_000 {
            generations.revalidate(&[Revalidation::Tag(number.to_string().into())]);
            drop(generations.snapshot(&path(&format!("/{number}"))));
        }
        let names = generations.names();
        assert!(names.tags.len() + names.paths.len() < 1000);
        assert!(names.tags.contains_key("kept") && !names.tags.contains_key("t"));
        drop(names);
        assert!(kept.is_current());
        assert!(generations.validity(&snapshot, &["t"]).is_none(), "its generation is gone");
    }
}
