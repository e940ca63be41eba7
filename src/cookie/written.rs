//! The cookies that a response sets.

use super::set_cookie::SetCookie;

/// Room for as many cookies as a response is likely to set, after the first.
const MORE: usize = 15;

/// At most one cookie for a name, in the order in which names were first written.
///
/// Most responses that set a cookie set one: the first needs no allocation.
#[derive(Clone, Default)]
pub(super) struct Written {
    first: Option<SetCookie>,
    more: Vec<SetCookie>,
}

impl Written {
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &SetCookie> {
        self.first.iter().chain(&self.more)
    }

    /// Whether one may have the same name: has the same number for it.
    #[inline]
    pub(super) fn may_have_name_of(&self, cookie: &SetCookie) -> bool {
        self.iter().any(|before| before.name_hash == cookie.name_hash)
    }

    /// The one of the same name.
    pub(super) fn same_name(&mut self, cookie: &SetCookie) -> Option<&mut SetCookie> {
        self.first.iter_mut().chain(&mut self.more).find(|before| before.has_name_of(cookie))
    }

    /// Adds a cookie whose name has none yet.
    pub(super) fn add(&mut self, cookie: SetCookie) {
        if self.first.is_none() {
            self.first = Some(cookie);
            return;
        }
        if self.more.is_empty() {
            self.more = Vec::with_capacity(MORE);
        }
        self.more.push(cookie);
    }

    /// The first, and those after it.
    pub(super) fn into_parts(self) -> (Option<SetCookie>, Vec<SetCookie>) {
        (self.first, self.more)
    }
}
