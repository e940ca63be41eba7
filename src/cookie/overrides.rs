//! Changes to the cookies of a request: for the client, or only for the handler.

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use super::cookies::{Cookies, pair_of_bytes};
use super::error::CookieError;
use super::rules;
use super::set_cookie::SetCookie;
use super::set_cookies::Used;

/// A cookie override that only the handler sees: a value, or `None` if it is hidden.
///
/// A name with several values has several overrides.
#[derive(Clone)]
pub(super) struct Override {
    pub(super) name: String,
    pub(super) value: Option<String>,
}

/// The overrides. Most requests have none, so they take the room of one pointer.
#[derive(Clone, Default)]
pub(super) struct Overrides(Option<Box<OverrideList>>);

#[derive(Clone)]
struct OverrideList {
    all: Vec<Override>,
}

impl Overrides {
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Override> + Clone {
        self.0.iter().flat_map(|list| &list.all)
    }

    /// Replaces the overrides of this name, with none if `new` is empty.
    fn replace(&mut self, name: &str, new: impl IntoIterator<Item = Override>) {
        let list = self.0.take().map(|list| list.all).unwrap_or_default();
        let others = list.into_iter().filter(|one| one.name != name);
        let all: Vec<_> = others.chain(new).collect();
        self.0 = (!all.is_empty()).then(|| Box::new(OverrideList { all }));
    }
}

impl Cookies {
    /// Sets a cookie, replacing one with the same name and scope.
    ///
    /// RFC 6265bis §4.1.1:
    ///
    /// > Servers MUST NOT include more than one Set-Cookie header field in the
    /// > same response with the same cookie-name.
    pub(crate) fn insert(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        if self.overrides.is_empty() && !self.set_cookies.may_have_name_of(&cookie) {
            return self.set_cookies.add(cookie);
        }
        self.insert_slow(cookie)
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
            return self.insert_slow(new);
        }
        old.is_additional = old.has_name_of(&new);
        let before = self.clone();
        self.insert_slow(old).and_then(|()| self.insert_slow(new)).inspect_err(|_| *self = before)
    }

    /// Sets a cookie that may replace another one. Rarely called: most names are set once.
    #[cold]
    fn insert_slow(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        let name = cookie.name().to_owned();
        self.set_cookies.insert(cookie)?;
        self.overrides.replace(&name, []);
        Ok(())
    }

    /// Overrides the value for the handler.
    pub(crate) fn override_value(&mut self, name: &str, value: &str) -> Result<(), CookieError> {
        rules::check_name(name.as_bytes())?;
        rules::check_value(value.as_bytes())?;
        rules::check_pair_len(name.len(), value.len())?;
        self.override_values(name, &[value]);
        Ok(())
    }

    /// Hides all cookies of this name from the handler.
    pub(crate) fn override_absent(&mut self, name: &str) {
        self.override_values(name, &[]);
    }

    /// Returns the cookies of the request, without any changes.
    ///
    /// The room for cookies of other layers is still reserved.
    pub(crate) fn without_changes(&self) -> Self {
        let mut unchanged = Self { header: self.header.clone(), ..Self::default() };
        unchanged.reserve(self.set_cookies.reserved());
        unchanged
    }

    /// Sets the values of a cookie that only the handler sees. It is hidden if there are none.
    pub(super) fn override_values(&mut self, name: &str, values: &[&str]) {
        let new = |value: Option<&&str>| Override {
            name: name.to_owned(),
            value: value.map(|value| (*value).to_owned()),
        };
        let absent = values.is_empty().then(|| new(None));
        self.overrides.replace(name, values.iter().map(|value| new(Some(value))).chain(absent));
    }

    /// Returns whether the handler sees other cookies than the client sent.
    pub(crate) fn has_changes(&self) -> bool {
        self.has_set_cookies() || !self.overrides.is_empty()
    }

    /// Returns how much of the response's cookie limit is used.
    #[cfg(feature = "tower")]
    pub(crate) fn used(&self) -> Used {
        self.set_cookies.used()
    }

    /// Reserves room for cookies that others set on the same response.
    pub(crate) fn reserve(&mut self, used: Used) {
        self.set_cookies.reserve(used);
    }

    pub(crate) fn has_set_cookies(&self) -> bool {
        !self.set_cookies.is_empty()
    }

    /// Returns the `Set-Cookie` lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &HeaderValue> {
        self.set_cookies.iter().map(SetCookie::line)
    }

    /// Takes the `Set-Cookie` lines: the first one, and the others.
    #[inline]
    pub(crate) fn take_lines(
        &mut self,
    ) -> (Option<HeaderValue>, Option<impl Iterator<Item = HeaderValue> + use<>>) {
        let (first, more) = self.set_cookies.take();
        let more = more.map(|more| more.into_iter().map(SetCookie::into_header));
        (first.map(SetCookie::into_header), more)
    }

    /// Rewrites the `Cookie` header of the request, so that it has the current cookies.
    ///
    /// All other parts of the header are preserved byte for byte, even if they are not pairs.
    pub(crate) fn rewrite(&self, request: &mut HeaderMap) {
        if !self.has_changes() {
            return;
        }
        let len = self.header().map_or(0, HeaderValue::len);
        let pair_len = |new: &Override| new.name.len() + new.value.as_ref().map_or(0, String::len);
        let added = self
            .set_cookies
            .iter()
            .map(SetCookie::pair_len)
            .chain(self.overrides.iter().map(pair_len));
        // Each pair also has a `=`, and a `; ` before it.
        let added: usize = added.map(|len| len + 3).sum();
        let mut header = Vec::with_capacity(len + added);
        for part in self.segments() {
            let is_overridden =
                pair_of_bytes(part).is_some_and(|(name, _)| self.is_overridden(name));
            if !part.trim_ascii().is_empty() && !is_overridden {
                if header.is_empty() {
                    header.extend_from_slice(part.trim_ascii_start());
                } else {
                    header.push(b';');
                    header.extend_from_slice(part);
                }
            }
        }
        for (name, value) in self.overridden_bytes() {
            if !header.is_empty() {
                header.extend_from_slice(b"; ");
            }
            header.extend_from_slice(name);
            header.push(b'=');
            header.extend_from_slice(value);
        }
        match HeaderValue::from_maybe_shared(Bytes::from(header)) {
            Ok(header) if !header.is_empty() => set_cookie_header(request, header),
            // All bytes come from header values, names and values, so the header is valid. This
            // branch is only reached if it is empty.
            Ok(_) | Err(_) => {
                request.remove(COOKIE);
            }
        }
    }

    /// Returns the pairs of [`overridden`](Self::overridden), as bytes.
    fn overridden_bytes(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let has_override = |name: &[u8]| self.overrides.iter().any(|o| o.name.as_bytes() == name);
        let set = self.set_cookies.iter().filter_map(SetCookie::new_pair);
        let values = self
            .overrides
            .iter()
            .filter_map(|o| Some((o.name.as_bytes(), o.value.as_deref()?.as_bytes())));
        set.filter(move |pair| !has_override(pair.0)).chain(values)
    }

    pub(super) fn is_overridden(&self, name: &[u8]) -> bool {
        self.set_cookies.iter().any(|cookie| cookie.name_bytes() == name)
            || self.overrides.iter().any(|o| o.name.as_bytes() == name)
    }

    /// Returns the changed cookies, for the handler or also for the client.
    pub(super) fn overridden(&self) -> impl Iterator<Item = (&str, &str)> {
        let has_override = |name: &str| self.overrides.iter().any(|o| o.name == name);
        let set =
            self.set_cookies.iter().filter_map(|cookie| Some((cookie.name(), cookie.new_value()?)));
        let values =
            self.overrides.iter().filter_map(|o| Some((o.name.as_str(), o.value.as_deref()?)));
        set.filter(move |pair| !has_override(pair.0)).chain(values)
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
