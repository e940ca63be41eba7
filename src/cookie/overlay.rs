//! What is written over the cookies of a request: for the client, and for the handler alone.

use std::mem;

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use super::error::CookieError;
use super::rules;
use super::set_cookie::SetCookie;
use super::view::{Cookies, pair};

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
            self.written.add(cookie);
            return Ok(());
        }
        self.put_over(cookie)
    }

    /// What few cookies come to: most names are written once.
    #[cold]
    fn put_over(&mut self, cookie: SetCookie) -> Result<(), CookieError> {
        let before = self.written.same_name(&cookie);
        if before.as_ref().is_some_and(|before| !before.has_scope_of(&cookie)) {
            return Err(CookieError::OtherScope);
        }
        self.seen = but(cookie.name(), &mut self.seen).into();
        match before {
            Some(before) => *before = cookie,
            None => self.written.add(cookie),
        }
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
        let mut all = but(&seen.name, &mut self.seen);
        all.push(seen);
        self.seen = all.into();
    }

    pub(crate) fn are_written(&self) -> bool {
        !self.written.is_empty()
    }

    /// The `Set-Cookie` fields: the first, and those after it.
    #[inline]
    pub(crate) fn into_written(self) -> (Option<HeaderValue>, impl Iterator<Item = HeaderValue>) {
        let (first, more) = self.written.into_parts();
        (first.map(SetCookie::into_header), more.into_iter().map(SetCookie::into_header))
    }

    /// Makes the request say what this shows; what was not written over stays as the client has
    /// sent it, whether or not it is a pair, if it is ASCII.
    pub(crate) fn rewrite(&self, request: &mut HeaderMap) {
        if self.written.is_empty() && self.seen.is_empty() {
            return;
        }
        let mut field = Vec::new();
        let mut put = |pair: &[&[u8]]| {
            if !field.is_empty() {
                field.extend_from_slice(b"; ");
            }
            pair.iter().for_each(|part| field.extend_from_slice(part));
        };
        for part in self.between_semicolons().map(<[u8]>::trim_ascii) {
            let is_over = pair(part).is_some_and(|(name, _)| self.is_written_over(name));
            if !part.is_empty() && part.is_ascii() && !is_over {
                put(&[part]);
            }
        }
        for (name, value) in self.written_over() {
            put(&[name.as_bytes(), b"=", value.as_bytes()]);
        }
        match HeaderValue::try_from(field) {
            Ok(field) if !field.is_empty() => {
                request.insert(COOKIE, field);
            }
            // It has the octets of fields, of names and of values: only an empty one is left out.
            Ok(_) | Err(_) => {
                request.remove(COOKIE);
            }
        }
    }

    pub(super) fn is_written_over(&self, name: &str) -> bool {
        self.written.iter().any(|cookie| cookie.name_octets() == name.as_bytes())
            || self.seen.iter().any(|seen| seen.name == name)
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

/// Takes what the handler sees, but for this name.
fn but(name: &str, seen: &mut Box<[Seen]>) -> Vec<Seen> {
    let mut seen = mem::take(seen).into_vec();
    seen.retain(|seen| seen.name != name);
    seen
}
