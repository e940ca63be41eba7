//! The cookies that a response sets.

use super::error::CookieError;
use super::rules;
use super::set_cookie::SetCookie;

/// Room for as many cookies as a response is likely to set, after the first.
const MORE: usize = 15;

/// At most one cookie for a name, and those that are meant to be besides it, in the order in which they
/// were first written.
///
/// Most responses that set a cookie set one: the first needs no allocation.
#[derive(Clone, Default)]
pub(super) struct Written {
    first: Option<SetCookie>,
    /// None where there is none, so that nothing is to be dropped.
    more: Option<Vec<SetCookie>>,
    used: Used,
}

/// How much of what a response sets in all is used: by these cookies, and by those that will come besides.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used(u64);

impl Used {
    /// With this cookie, in the place of another one, or besides all.
    #[inline]
    pub(super) fn with(
        self,
        cookie: &SetCookie,
        before: Option<&SetCookie>,
    ) -> Result<Self, CookieError> {
        // The cookies in the upper half, their bytes in the lower one.
        let one = |cookie: &SetCookie| 1 << 32 | u64::from(cookie.bytes());
        let used = self.0 + one(cookie) - before.map_or(0, one);
        rules::total((used >> 32) as u32, used as u32)?;
        Ok(Self(used))
    }
}

impl Written {
    pub(super) fn used(&self) -> Used {
        self.used
    }

    #[cfg(feature = "tower")]
    #[inline]
    pub(super) const fn besides_used(used: Used) -> Self {
        Self { first: None, more: None, used }
    }

    /// Leaves room for what will come besides.
    pub(super) fn besides(&mut self, used: Used) {
        self.used = used;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &SetCookie> + Clone {
        self.first.iter().chain(self.more.as_deref().unwrap_or_default())
    }

    /// Whether one may have the same name: has the same number for it.
    #[inline]
    pub(super) fn may_have_name_of(&self, cookie: &SetCookie) -> bool {
        self.iter().any(|before| before.name_hash == cookie.name_hash)
    }

    /// Adds a cookie whose scope has none yet, if there is room for it.
    pub(super) fn add(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        self.used = self.used.with(&cookie, None)?;
        if self.first.is_none() {
            self.first = Some(cookie);
        } else {
            self.more.get_or_insert_with(|| Vec::with_capacity(MORE)).push(cookie);
        }
        Ok(())
    }

    /// Puts a cookie in the place of the one that it replaces, or adds it.
    pub(super) fn put(&mut self, mut cookie: SetCookie) -> Result<(), CookieError> {
        let of_name = self.iter().filter(|before| before.has_name_of(&cookie));
        let (same, others): (Vec<_>, Vec<_>) =
            of_name.partition(|before| before.has_scope_of(&cookie));
        // Two of a name are meant only where all but one of them say so.
        cookie.is_besides |= cookie.removes() && same.iter().any(|before| before.is_besides);
        if !cookie.is_besides && others.iter().any(|other| !other.is_besides) {
            return Err(CookieError::ScopeConflict);
        }
        if same.is_empty() {
            return self.add(cookie);
        }
        let mut all = self.first.iter_mut().chain(self.more.iter_mut().flatten());
        let before = all.find(|b| b.has_name_of(&cookie) && b.has_scope_of(&cookie));
        if let Some(before) = before {
            self.used = self.used.with(&cookie, Some(before))?;
            *before = cookie;
        }
        Ok(())
    }

    /// Takes the first out, and those after it.
    pub(super) fn take(&mut self) -> (Option<SetCookie>, Option<Vec<SetCookie>>) {
        (self.first.take(), self.more.take())
    }
}
