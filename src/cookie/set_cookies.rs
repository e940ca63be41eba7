//! The cookies that a response sets.

use super::answer::AnswerCookies;
use super::error::CookieError;
use super::rules;
use super::set_cookie::SetCookie;

/// Capacity for the cookies after the first one.
const MORE_CAPACITY: usize = 15;

/// The cookies of a response, in the order they were first set.
///
/// Each name has one cookie, except for cookies that are marked as additional. Most responses that
/// set cookies set one: the first cookie needs no allocation.
#[derive(Clone, Default)]
pub(super) struct SetCookies {
    first: Option<SetCookie>,
    /// The other cookies. It is an `Option`, so that there is nothing to drop if it is `None`.
    more: Option<Vec<SetCookie>>,
    used: Used,
    /// The cookies of the response that this one changes.
    answer: Option<Box<AnswerCookies>>,
}

/// The used part of a response's cookie limit.
///
/// It counts these cookies and the reserved room for those of other layers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used(u64);

impl Used {
    /// Adds this cookie, if the limit allows it.
    #[inline]
    fn with(self, cookie: &SetCookie) -> Result<Self, CookieError> {
        let used = self.with_any(cookie);
        rules::check_total((used.0 >> 32) as u32, used.0 as u32)?;
        Ok(used)
    }

    /// Adds this cookie, even beyond the limit.
    #[inline]
    fn with_any(self, cookie: &SetCookie) -> Self {
        Self(self.0 + Self::one(cookie))
    }

    /// Subtracts a cookie that was added.
    fn without(self, cookie: &SetCookie) -> Self {
        Self(self.0 - Self::one(cookie))
    }

    /// Returns the used part of one cookie.
    ///
    /// The upper half counts the cookies, the lower half their bytes.
    #[inline]
    fn one(cookie: &SetCookie) -> u64 {
        1 << 32 | u64::from(cookie.bytes())
    }
}

impl SetCookies {
    /// Counts the cookies of the response that this one changes.
    pub(super) fn add_answer(&mut self, answer: AnswerCookies) {
        for cookie in answer.iter() {
            self.used = self.used.with_any(cookie);
        }
        self.answer = Some(Box::new(answer));
    }

    #[cfg(feature = "tower")]
    pub(super) fn used(&self) -> Used {
        self.used
    }

    /// Returns the room that is reserved for cookies of other layers.
    pub(super) fn reserved(&self) -> Used {
        let answer = self.answer.iter().flat_map(|answer| answer.iter());
        self.iter().chain(answer).fold(self.used, |used, one| used.without(one))
    }

    #[cfg(feature = "tower")]
    #[inline]
    pub(super) const fn with_reserved(used: Used) -> Self {
        Self { first: None, more: None, used, answer: None }
    }

    /// Reserves room for cookies of other layers.
    pub(super) fn reserve(&mut self, used: Used) {
        self.used = used;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &SetCookie> + Clone {
        self.first.iter().chain(self.more.as_deref().unwrap_or_default())
    }

    /// Returns whether a cookie may have the same name, by its hash.
    #[inline]
    pub(super) fn may_have_name_of(&self, cookie: &SetCookie) -> bool {
        self.iter().any(|existing| existing.name_hash == cookie.name_hash) || self.answer.is_some()
    }

    /// Adds a cookie of a new name and scope, if the limit allows it.
    pub(super) fn add(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        self.used = self.used.with(&cookie)?;
        self.push(cookie);
        Ok(())
    }

    fn push(&mut self, cookie: SetCookie) {
        if self.first.is_none() {
            self.first = Some(cookie);
        } else {
            self.more.get_or_insert_with(|| Vec::with_capacity(MORE_CAPACITY)).push(cookie);
        }
    }

    /// Replaces the cookie with the same name and scope, or adds a new one.
    pub(super) fn insert(&mut self, mut cookie: SetCookie) -> Result<(), CookieError> {
        let of_name = self.iter().filter(|existing| existing.has_name_of(&cookie));
        let (same, others): (Vec<_>, Vec<_>) =
            of_name.partition(|existing| existing.has_scope_of(&cookie));
        // Two cookies of one name are intended only if all but one are marked as additional.
        cookie.is_additional |=
            cookie.is_removal() && same.iter().any(|existing| existing.is_additional);
        let is_new = same.is_empty();
        let conflicts = others.iter().any(|other| !other.is_additional)
            || is_new && self.answer.as_ref().is_some_and(|answer| answer.conflicts_with(&cookie));
        if conflicts && !cookie.is_additional {
            return Err(CookieError::ScopeConflict);
        }
        let answer = self.answer.iter().flat_map(|answer| answer.replaced_by(&cookie));
        let left = same.into_iter().chain(answer).fold(self.used, |used, one| used.without(one));
        self.used = left.with(&cookie)?;
        if let Some(answer) = &mut self.answer {
            answer.replace_by(&cookie);
        }
        let mut all = self.first.iter_mut().chain(self.more.iter_mut().flatten());
        match all.find(|e| e.has_name_of(&cookie) && e.has_scope_of(&cookie)) {
            Some(existing) => *existing = cookie,
            None => self.push(cookie),
        }
        Ok(())
    }

    /// Takes the cookies: the first one, and the others.
    pub(super) fn take(&mut self) -> (Option<SetCookie>, Option<Vec<SetCookie>>) {
        (self.first.take(), self.more.take())
    }
}
