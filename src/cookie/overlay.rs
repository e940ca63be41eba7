//! Changes to the cookies of a request: for the client, or only for the handler.

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use super::error::CookieError;
use super::rules;
use super::set_cookie::SetCookie;
use super::view::{Cookies, pair_of_bytes};
use super::written::Used;

/// A cookie override that only the handler sees: a value, or `None` if it is hidden.
#[derive(Clone)]
pub(super) struct Seen {
    pub(super) name: String,
    pub(super) value: Option<String>,
}

impl Cookies {
    /// Sets a cookie, replacing one with the same name and scope.
    ///
    /// RFC 6265bis §4.1.1:
    ///
    /// > Servers MUST NOT include more than one Set-Cookie header field in the
    /// > same response with the same cookie-name.
    pub(crate) fn put(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        if self.seen.is_empty() && !self.written.may_have_name_of(&cookie) {
            return self.written.add(cookie);
        }
        self.put_over(cookie)
    }

    /// Removes one definition of a cookie and sets another one of its name.
    ///
    /// A client that has the old cookie will have the new one instead.
    #[cold]
    pub(crate) fn move_to(
        &mut self,
        mut old: SetCookie,
        new: SetCookie,
    ) -> Result<(), CookieError> {
        // If both have the same scope, the new cookie replaces the old one without a removal.
        if old.has_name_of(&new) && old.has_scope_of(&new) {
            return self.put_over(new);
        }
        old.is_besides = old.has_name_of(&new);
        let before = self.clone();
        self.put_over(old).and_then(|()| self.put_over(new)).inspect_err(|_| *self = before)
    }

    /// Sets a cookie that may replace another one. Rarely called: most names are set once.
    #[cold]
    fn put_over(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        let seen = but(cookie.name(), &self.seen);
        self.written.put(cookie)?;
        self.seen = seen.into();
        Ok(())
    }

    /// Overrides the value for the handler.
    pub(crate) fn show(&mut self, name: &str, value: &str) -> Result<(), CookieError> {
        rules::name(name.as_bytes())?;
        rules::value(value.as_bytes())?;
        rules::pair_len(name.len(), value.len())?;
        self.see(Seen { name: name.to_owned(), value: Some(value.to_owned()) });
        Ok(())
    }

    /// Hides all cookies of this name from the handler.
    pub(crate) fn hide(&mut self, name: &str) {
        self.see(Seen { name: name.to_owned(), value: None });
    }

    /// Returns the cookies of the request, without any changes.
    pub(crate) fn of_request_alone(&self) -> Self {
        Self { field: self.field.clone(), ..Self::default() }
    }

    /// Updates the view with the cookie that the client stores for this line.
    pub(crate) fn know(&mut self, line: &HeaderValue) {
        // No client accepts a line that is too long to be accepted here.
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

    /// Returns whether the handler sees other cookies than the client sent.
    pub(crate) fn are_changed(&self) -> bool {
        self.are_written() || !self.seen.is_empty()
    }

    /// Returns how much of the response's cookie limit is used.
    #[cfg(feature = "tower")]
    pub(crate) fn used(&self) -> Used {
        self.written.used()
    }

    /// Reserves room for cookies that others set on the same response.
    pub(crate) fn besides(&mut self, used: Used) {
        self.written.besides(used);
    }

    pub(crate) fn are_written(&self) -> bool {
        !self.written.is_empty()
    }

    /// Returns the `Set-Cookie` lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &HeaderValue> {
        self.written.iter().map(SetCookie::line)
    }

    /// Takes the `Set-Cookie` lines: the first one, and the others.
    #[inline]
    pub(crate) fn take_written(
        &mut self,
    ) -> (Option<HeaderValue>, Option<impl Iterator<Item = HeaderValue> + use<>>) {
        let (first, more) = self.written.take();
        let more = more.map(|more| more.into_iter().map(SetCookie::into_header));
        (first.map(SetCookie::into_header), more)
    }

    /// Rewrites the `Cookie` header of the request, so that it has the current cookies.
    ///
    /// All other parts of the header are preserved byte for byte, even if they are not pairs.
    pub(crate) fn rewrite(&self, request: &mut HeaderMap) {
        if !self.are_changed() {
            return;
        }
        let len = self.field().map_or(0, HeaderValue::len);
        let seen = |seen: &Seen| seen.name.len() + seen.value.as_ref().map_or(0, String::len);
        let added = self.written.iter().map(SetCookie::pair_len).chain(self.seen.iter().map(seen));
        // Each pair also has a `=`, and a `; ` before it.
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
            Ok(field) if !field.is_empty() => set_cookie_header(request, field),
            // All bytes come from header values, names and values, so the header is valid. This
            // branch is only reached if it is empty.
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
        self.written.iter().any(|cookie| cookie.name_bytes() == name)
            || self.seen.iter().any(|seen| seen.name.as_bytes() == name)
    }

    /// Returns the changed cookies, for the handler or also for the client.
    pub(super) fn written_over(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_seen = |name: &str| self.seen.iter().any(|seen| seen.name == name);
        let set = self.written.iter().filter_map(|cookie| Some((cookie.name(), cookie.becomes()?)));
        let shown =
            self.seen.iter().filter_map(|seen| Some((seen.name.as_str(), seen.value.as_deref()?)));
        set.filter(move |pair| !is_seen(pair.0)).chain(shown)
    }
}

/// Replaces all values of the `Cookie` header with one.
fn set_cookie_header(request: &mut HeaderMap, mut value: HeaderValue) {
    // Most requests have one value of each header, which can be replaced in its place.
    let is_single = request.len() == request.keys_len();
    match request.get_mut(COOKIE) {
        Some(old) => {
            value.set_sensitive(old.is_sensitive());
            if is_single {
                *old = value;
            } else {
                request.insert(COOKIE, value);
            }
        }
        None => drop(request.insert(COOKIE, value)),
    }
}

/// Returns the overrides for the handler, except the one of this name.
fn but(name: &str, seen: &[Seen]) -> Vec<Seen> {
    seen.iter().filter(|seen| seen.name != name).cloned().collect()
}
