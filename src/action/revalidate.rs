//! The revalidations of an action, and the page caches that receive them.

mod path;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::thread;

use crate::body::ignoring_panics;

pub use path::{InvalidPath, PagePath};
pub use text::InvalidRevalidation;

/// A change that marks cached pages as out of date.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Revalidation {
    /// The pages of this path, with any query.
    Path(PagePath),
    /// The pages of this path and of all paths below it.
    PathPrefix(PagePath),
    /// The pages with this tag.
    Tag(Cow<'static, str>),
    /// All pages.
    All,
}

/// A page cache that is notified which pages are out of date.
///
/// It is called once for each action that revalidated pages, when the response of the action is
/// returned and before the client receives it. If the action is dropped without a response, because
/// it panicked or was cancelled, it is called at that point.
///
/// To support several machines, implement this trait to publish the changes. Each machine passes
/// the changes it receives to its own
/// [`PageCache`](https://docs.rs/headfirst/latest/headfirst/struct.PageCache.html), as in the
/// example `fan-out`. The response waits for the call, so an implementation that uses the network
/// should pass the changes to a task.
pub trait Revalidate: Send + Sync {
    /// Evicts the pages that `changed` identifies.
    fn revalidate(&self, changed: &[Revalidation]);
}

impl<R: Revalidate + ?Sized> Revalidate for Arc<R> {
    fn revalidate(&self, changed: &[Revalidation]) {
        (**self).revalidate(changed);
    }
}

/// A [`Revalidate`] that does nothing, for applications without a page cache.
///
/// # Examples
/// ```
/// use headfirst::{ActionGuard, NothingKept, testing};
///
/// let guard = ActionGuard::new(NothingKept);
/// let mut res = guard.start(&testing::action("/todos").body(())?)?;
/// res.revalidate_path("/todos")?; // allowed, but there is nothing to evict
/// assert_eq!(res.redirect("/todos").status(), 303);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingKept;

impl Revalidate for NothingKept {
    fn revalidate(&self, _changed: &[Revalidation]) {}
}

/// The revalidations of an action.
///
/// They are reported when this value is dropped, so exactly once, even on a panic.
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Changes {
    list: Vec<Revalidation>,
    to: Arc<dyn Revalidate>,
}

impl Changes {
    pub(crate) fn new(to: Arc<dyn Revalidate>) -> Self {
        Self { list: Vec::new(), to }
    }

    pub(crate) fn add(&mut self, changed: Revalidation) {
        if !self.list.contains(&changed) {
            self.list.push(changed);
        }
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        if self.list.is_empty() {
            return;
        }
        if thread::panicking() {
            // A second panic would abort the process.
            ignoring_panics(|| self.to.revalidate(&self.list));
        } else {
            self.to.revalidate(&self.list);
        }
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for changed in &self.list {
            list.entry(&format_args!("{changed}"));
        }
        list.finish()
    }
}
