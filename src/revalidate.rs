//! The changes of an action, and the page caches that learn of them.

mod path;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

pub use path::{InvalidPath, PagePath};
pub use text::InvalidRevalidation;

/// A change after which cached pages are out of date.
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

/// A page cache that can be told which pages are out of date.
///
/// It is called once for each action that has changed something, when the response of the action is
/// returned, before the client receives it. If the action is dropped without a response, because it panicked
/// or was cancelled, it is called then.
///
/// It is the seam for several machines: an implementation publishes the changes, and each machine passes what
/// it receives to its own [`PageCache`](https://docs.rs/headfirst/latest/headfirst/struct.PageCache.html), as
/// the example `fan-out` does. The response waits for the call, so an implementation that sends over a network
/// hands the changes to a task.
pub trait Revalidate: Send + Sync {
    /// Evicts the pages that `changed` names.
    fn revalidate(&self, changed: &[Revalidation]);
}

impl<R: Revalidate + ?Sized> Revalidate for Arc<R> {
    fn revalidate(&self, changed: &[Revalidation]) {
        (**self).revalidate(changed);
    }
}

/// No pages are kept, so nobody is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingKept;

impl Revalidate for NothingKept {
    fn revalidate(&self, _changed: &[Revalidation]) {}
}

/// What was changed so far. It is told when this is dropped, so once, whatever happens.
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
            let _ = catch_unwind(AssertUnwindSafe(|| self.to.revalidate(&self.list)));
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
