//! What is written over the cookies of a request: for the client, and for the handler alone.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use super::error::CookieError;
use super::rules;
use super::set_cookie::SetCookie;
use super::view::{Cookies, pair_of_bytes};
use super::written::Used;

/// A cookie of the request as the handler will see it, and nobody else: with a value, or absent.
#[derive(Clone)]
pub(super) struct Seen {
    pub(super) name: String,
    pub(super) value: Option<String>,
}

impl Cookies {
    /// Writes a cookie over the one of its name, which has its scope.
    ///
    /// RFC 6265bis §4.1.1: "Servers MUST NOT include more than one Set-Cookie header field in the
    /// same response with the same cookie-name."
    pub(crate) fn put(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        if self.seen.is_empty() && !self.written.may_have_name_of(&cookie) {
            return self.written.add(cookie);
        }
        self.put_over(cookie)
    }

    /// Removes one definition of a cookie, and sets another one of its name: a client that has the one
    /// will have the other.
    #[cold]
    pub(crate) fn move_to(
        &mut self,
        mut old: SetCookie,
        new: SetCookie,
    ) -> Result<(), CookieError> {
        // Of one scope, the new one takes the place of the old one by itself.
        if old.has_name_of(&new) && old.has_scope_of(&new) {
            return self.put_over(new);
        }
        old.is_besides = old.has_name_of(&new);
        let before = self.clone();
        self.put_over(old).and_then(|()| self.put_over(new)).inspect_err(|_| *self = before)
    }

    /// What few cookies come to: most names are written once.
    #[cold]
    fn put_over(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        let seen = but(cookie.name(), &self.seen);
        self.written.put(cookie)?;
        self.seen = seen.into();
        Ok(())
    }

    /// Shows the handler this value.
    pub(crate) fn show(&mut self, name: &str, value: &str) -> Result<(), CookieError> {
        rules::name(name.as_bytes())?;
        rules::value(value.as_bytes())?;
        rules::pair_len(name.len(), value.len())?;
        self.see(Seen { name: name.to_owned(), value: Some(value.to_owned()) });
        Ok(())
    }

    /// Shows the handler no cookie of this name.
    pub(crate) fn hide(&mut self, name: &str) {
        self.see(Seen { name: name.to_owned(), value: None });
    }

    fn see(&mut self, seen: Seen) {
        let mut all = but(&seen.name, &self.seen);
        all.push(seen);
        self.seen = all.into();
    }

    /// How much of what a response sets in all is used.
    #[cfg(feature = "tower")]
    pub(crate) fn used(&self) -> Used {
        self.written.used()
    }

    /// Leaves room for what others set on the same response.
    pub(crate) fn besides(&mut self, used: Used) {
        self.written.besides(used);
    }

    pub(crate) fn are_written(&self) -> bool {
        !self.written.is_empty()
    }

    /// The `Set-Cookie` lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &HeaderValue> {
        self.written.iter().map(SetCookie::line)
    }

    /// Takes the `Set-Cookie` fields out: the first, and those after it.
    #[inline]
    pub(crate) fn take_written(
        &mut self,
    ) -> (Option<HeaderValue>, Option<impl Iterator<Item = HeaderValue> + use<>>) {
        let (first, more) = self.written.take();
        let more = more.map(|more| more.into_iter().map(SetCookie::into_header));
        (first.map(SetCookie::into_header), more)
    }

    /// Makes the request say what this shows; what was not written over stays as the client has
    /// sent it, byte for byte, whether or not it is a pair.
    pub(crate) fn rewrite(&self, request: &mut HeaderMap) {
        if self.written.is_empty() && self.seen.is_empty() {
            return;
        }
        let mut field = Vec::new();
        for part in self.between_semicolons() {
            let is_over = pair_of_bytes(part).is_some_and(|(name, _)| self.is_written_over(name));
            if !part.trim_ascii().is_empty() && !is_over {
                if field.is_empty() {
                    field.extend_from_slice(part.trim_ascii_start());
                } else {
                    field.push(b';');
                    field.extend_from_slice(part);
                }
            }
        }
        for (name, value) in self.written_over() {
            if !field.is_empty() {
                field.extend_from_slice(b"; ");
            }
            [name, "=", value].iter().for_each(|part| field.extend_from_slice(part.as_bytes()));
        }
        let is_sensitive = request.get(COOKIE).is_some_and(HeaderValue::is_sensitive);
        match HeaderValue::try_from(field) {
            Ok(mut field) if !field.is_empty() => {
                field.set_sensitive(is_sensitive);
                request.insert(COOKIE, field);
            }
            // It has the octets of fields, of names and of values: only an empty one is left out.
            Ok(_) | Err(_) => {
                request.remove(COOKIE);
            }
        }
    }

    pub(super) fn is_written_over(&self, name: &[u8]) -> bool {
        self.written.iter().any(|cookie| cookie.name_octets() == name)
            || self.seen.iter().any(|seen| seen.name.as_bytes() == name)
    }

    /// What was set, for the handler or for the client too.
    pub(super) fn written_over(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_seen = |name: &str| self.seen.iter().any(|seen| seen.name == name);
        let set = self.written.iter().filter_map(|cookie| Some((cookie.name(), cookie.becomes()?)));
        let shown =
            self.seen.iter().filter_map(|seen| Some((seen.name.as_str(), seen.value.as_deref()?)));
        set.filter(move |pair| !is_seen(pair.0)).chain(shown)
    }
}

/// What the handler sees, but for this name.
fn but(name: &str, seen: &[Seen]) -> Vec<Seen> {
    seen.iter().filter(|seen| seen.name != name).cloned().collect()
}
