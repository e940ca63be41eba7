//! The cookies of a client after a response, and those that the response sets.

use std::cmp::Reverse;

use http::HeaderValue;

use super::cookies::Cookies;
use super::identity::{Identity, default_path};
use super::set_cookie::SetCookie;

/// The cookies of the response that another one changes.
#[derive(Clone)]
pub(super) struct AnswerCookies {
    cookies: Vec<SetCookie>,
    /// The path of cookies without a path.
    default_path: Box<[u8]>,
}

impl AnswerCookies {
    pub(super) fn iter(&self) -> impl Iterator<Item = &SetCookie> {
        self.cookies.iter()
    }

    fn identity<'a>(&'a self, cookie: &'a SetCookie) -> Identity<'a> {
        Identity::parse(cookie.line().as_bytes(), &self.default_path)
    }

    fn is_replaced(&self, existing: &SetCookie, by: &SetCookie) -> bool {
        existing.has_name_of(by) && self.identity(existing) == self.identity(by)
    }

    /// Returns the cookies that a client replaces with this one.
    pub(super) fn replaced_by(&self, cookie: &SetCookie) -> impl Iterator<Item = &SetCookie> {
        self.cookies.iter().filter(move |existing| self.is_replaced(existing, cookie))
    }

    /// Removes the cookies that a client replaces with this one.
    pub(super) fn replace_by(&mut self, cookie: &SetCookie) {
        let kept = self.cookies.iter().filter(|existing| !self.is_replaced(existing, cookie));
        self.cookies = kept.cloned().collect();
    }

    /// Returns whether a client would store another cookie of this name, too.
    ///
    /// A removal of another scope is no such cookie.
    pub(super) fn conflicts_with(&self, cookie: &SetCookie) -> bool {
        let mut of_name = self.cookies.iter().filter(|existing| existing.has_name_of(cookie));
        of_name.any(|existing| !existing.is_removal()) && self.replaced_by(cookie).next().is_none()
    }
}

/// A cookie that a response sets or removes, as a client identifies it.
struct Change<'a> {
    identity: Identity<'a>,
    cookie: SetCookie,
}

impl Cookies {
    /// Updates the view with the cookies of a response.
    ///
    /// The view is then what a client sends with another request for the same URL, which has this
    /// path. A cookie of another path has no effect on it. The domain is assumed to match: behind a
    /// proxy, a server does not know the host that the client used.
    pub(crate) fn apply_answer<'a>(
        &mut self,
        lines: impl Iterator<Item = &'a HeaderValue>,
        path: &'a str,
    ) {
        // `OPTIONS *` and `CONNECT` have no path.
        let path = if path.starts_with('/') { path } else { "/" };
        let default_path = default_path(path);
        let mut changes = Vec::<Change<'_>>::new();
        let mut cookies = Vec::new();
        for line in lines {
            // No client accepts a line that is too long to be accepted here.
            let Ok(cookie) = SetCookie::relayed(line.clone()) else { continue };
            cookies.push(cookie.clone());
            let change =
                Change { identity: Identity::parse(line.as_bytes(), default_path), cookie };
            // A client replaces the earlier cookie with the later one.
            match changes.iter_mut().find(|earlier| earlier.identity == change.identity) {
                Some(earlier) => *earlier = change,
                None => changes.push(change),
            }
        }
        self.set_cookies.add_answer(AnswerCookies { cookies, default_path: default_path.into() });
        // A view has no cookie without a name.
        changes.retain(|c| c.identity.matches_path(path) && !c.cookie.name().is_empty());
        // RFC 6265bis §5.8.3: "Cookies with longer paths are listed before cookies with shorter
        // paths."
        changes.sort_by_key(|change| Reverse(change.identity.path_len()));
        while let Some(first) = changes.first() {
            let name = first.cookie.name().to_owned();
            let (of_name, others) = changes.into_iter().partition(|c| c.cookie.name() == name);
            self.apply_changes(&name, of_name);
            changes = others;
        }
    }

    /// Updates the view with the changes of one name, the longest path first.
    fn apply_changes(&mut self, name: &str, changes: Vec<Change<'_>>) {
        // The request does not tell the path of a cookie. Each change is assumed to be one of a
        // cookie that was sent. One of the path `/` was sent last, one of a longer path first.
        let mut unchanged: Vec<_> = self.pairs().filter(|pair| pair.0 == name).collect();
        for change in &changes {
            if change.identity.path_len() == 1 {
                unchanged.pop();
            } else if !unchanged.is_empty() {
                unchanged.remove(0);
            }
        }
        let set = changes.iter().filter_map(|change| change.cookie.new_value());
        let all = set.chain(unchanged.into_iter().map(|pair| pair.1));
        let all: Vec<_> = all.map(str::to_owned).collect();
        self.override_values(name, &all.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
