//! What an action has changed, and who is told.

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

/// What an action has changed: pages that are kept elsewhere and show it are out of date.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Revalidation {
    /// The pages of this path, with whatever query.
    Path(Cow<'static, str>),
    /// The pages that carry this tag.
    Tag(Cow<'static, str>),
}

/// Who keeps pages, and is told which of them are out of date.
///
/// It is told once for each action that has changed something, when the response of the action
/// leaves, and before the client has it. When the action is dropped without a response (the client is
/// gone, or it has panicked), it is told then: what was changed may be changed already.
///
/// The response waits for it, so one that has to ask elsewhere hands the list on.
pub trait Revalidate: Send + Sync {
    /// Forgets what these say.
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
        f.debug_list().entries(&self.list).finish()
    }
}
