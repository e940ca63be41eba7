//! What is written over the cookies of a request: for the client, and for the handler alone.

use bytes::Bytes;
use http::header::{COOKIE, Entry};
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

    /// Those of the request, as the client has them.
    pub(crate) fn of_request_alone(&self) -> Self {
        Self { field: self.field.clone(), ..Self::default() }
    }

    /// Shows what the client will have when it has got this line.
    pub(crate) fn know(&mut self, line: &HeaderValue) {
        // A line that is too long to be taken is one that no client takes.
        let Ok(cookie) = SetCookie::relayed(line.clone()) else { return };
        if let Ok(used) = self.written.used().with(&cookie, None) {
            self.written.besides(used);
        }
        let value = cookie.becomes().map(str::to_owned);
        self.see(Seen { name: cookie.name().to_owned(), value });
    }

    fn see(&mut self, seen: Seen) {
        let mut all = but(&seen.name, &self.seen);
        all.push(seen);
        self.seen = all.into();
    }

    /// Whether the request has other cookies after this than before.
    pub(crate) fn are_changed(&self) -> bool {
        self.are_written() || !self.seen.is_empty()
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
        if !self.are_changed() {
            return;
        }
        let len = self.field().map_or(0, HeaderValue::len);
        let seen = |seen: &Seen| seen.name.len() + seen.value.as_ref().map_or(0, String::len);
        let added = self.written.iter().map(SetCookie::pair_len).chain(self.seen.iter().map(seen));
        // With what is between a name and its value, and after that.
        let added: usize = added.map(|len| len + 3).sum();
        let mut field = Vec::with_capacity(len + added);
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
        for (name, value) in self.added() {
            if !field.is_empty() {
                field.extend_from_slice(b"; ");
            }
            field.extend_from_slice(name);
            field.push(b'=');
            field.extend_from_slice(value);
        }
        match HeaderValue::from_maybe_shared(Bytes::from(field)) {
            Ok(mut field) if !field.is_empty() => match request.entry(&COOKIE) {
                Entry::Occupied(mut entry) => {
                    field.set_sensitive(entry.get().is_sensitive());
                    entry.insert(field);
                }
                Entry::Vacant(entry) => drop(entry.insert(field)),
            },
            // It has the octets of fields, of names and of values: only an empty one is left out.
            Ok(_) | Err(_) => {
                request.remove(COOKIE);
            }
        }
    }

    /// Returns the pairs of [`written_over`](Self::written_over), as bytes.
    fn added(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let is_seen = |name: &[u8]| self.seen.iter().any(|seen| seen.name.as_bytes() == name);
        let set = self.written.iter().filter_map(SetCookie::becomes_pair);
        let shown = self
            .seen
            .iter()
            .filter_map(|seen| Some((seen.name.as_bytes(), seen.value.as_deref()?.as_bytes())));
        set.filter(move |pair| !is_seen(pair.0)).chain(shown)
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
