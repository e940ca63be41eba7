//! Validated text of a definition, in a constant or shared on the heap.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use cookie::SameSite;

use super::error::CookieError;
use super::rules;

/// The settings of a builder.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    pub(super) name: &'a str,
    /// The prefix that the constructor requires.
    pub(super) prefix: &'static str,
    pub(super) path: &'a str,
    pub(super) domain: Option<&'a str>,
    pub(super) secure: bool,
    pub(super) http_only: bool,
    pub(super) same_site: Option<SameSite>,
    pub(super) partitioned: bool,
    pub(super) max_age: Option<Duration>,
}

/// A valid definition.
#[derive(Clone, Copy)]
pub struct Definition<'a> {
    pub(super) name: &'a str,
    pub(super) name_hash: u16,
    /// The scope, followed by the flags and the lifetime.
    pub(super) attributes: &'a [u8],
    /// Length of the attributes that a removal also has, in bytes.
    removal_len: usize,
}

/// The text of a definition: a constant, or shared by its clones.
#[derive(Clone)]
pub enum Parts {
    /// Created by the macro.
    Constant(Definition<'static>),
    /// Created at run time.
    Owned(Arc<Owned>),
}

/// A valid definition that owns its text.
pub struct Owned {
    name: Box<str>,
    name_hash: u16,
    attributes: Box<[u8]>,
    removal_len: usize,
}

impl Said<'_> {
    /// Returns the length of the attributes, in bytes.
    pub const fn attributes_len(&self) -> usize {
        self.write(&mut []).0
    }

    /// Returns the attributes.
    pub const fn attributes<const LEN: usize>(&self) -> [u8; LEN] {
        let mut attributes = [0; LEN];
        self.write(&mut attributes);
        attributes
    }

    /// Writes the attributes. Returns their length and the length of a removal's, in bytes.
    const fn write(&self, out: &mut [u8]) -> (usize, usize) {
        let mut to = To { out, at: 0 };
        to.put(b"; Path=", self.path.as_bytes());
        if let Some(domain) = self.domain {
            to.put(b"; Domain=", b"");
            let start = to.at;
            to.put(domain.as_bytes(), b"");
            to.make_lower_case(start);
        }
        if self.secure {
            to.put(b"; Secure", b"");
        }
        if self.http_only {
            to.put(b"; HttpOnly", b"");
        }
        match self.same_site {
            Some(SameSite::Strict) => to.put(b"; SameSite=", b"Strict"),
            Some(SameSite::Lax) => to.put(b"; SameSite=", b"Lax"),
            Some(SameSite::None) => to.put(b"; SameSite=", b"None"),
            None => {}
        }
        if self.partitioned {
            to.put(b"; Partitioned", b"");
        }
        let removal_len = to.at;
        if let Some(age) = self.max_age {
            to.put(b"; Max-Age=", b"");
            to.put_number(age.as_secs());
        }
        (to.at, removal_len)
    }

    const fn check(&self) -> Result<(), CookieError> {
        let name = self.name.as_bytes();
        let checks = [
            rules::name(name),
            rules::pair_len(name.len(), 0),
            rules::prefix_is(name, self.prefix.as_bytes()),
            rules::path(self.path.as_bytes()),
            match self.domain {
                Some(domain) => rules::domain(domain.as_bytes()),
                None => Ok(()),
            },
            match self.max_age {
                // A lifetime of zero would remove the cookie.
                Some(age) if age.as_secs() == 0 => Err(CookieError::InvalidMaxAge),
                Some(age) => rules::lifetime(age.as_secs()),
                None => Ok(()),
            },
            rules::ties(&rules::Ties {
                name,
                secure: self.secure,
                http_only: self.http_only,
                root_path: matches!(self.path.as_bytes(), b"/"),
                has_domain: self.domain.is_some(),
                cross_site: matches!(self.same_site, Some(SameSite::None)),
                partitioned: self.partitioned,
            }),
        ];
        let mut at = 0;
        while at < checks.len() {
            if checks[at].is_err() {
                return checks[at];
            }
            at += 1;
        }
        Ok(())
    }

    /// Checks the definition and copies its text.
    pub(super) fn own(&self) -> Result<Owned, CookieError> {
        self.check()?;
        let mut attributes = vec![0; self.attributes_len()];
        let (_, removal_len) = self.write(&mut attributes);
        Ok(Owned {
            name: self.name.into(),
            name_hash: rules::name_hash(self.name.as_bytes()),
            attributes: attributes.into(),
            removal_len,
        })
    }
}

impl Said<'static> {
    /// Checks the definition that these attributes belong to.
    ///
    /// # Errors
    /// Returns the rule that the definition breaks.
    pub const fn define(
        &self,
        attributes: &'static [u8],
    ) -> Result<Definition<'static>, CookieError> {
        if let Err(rule) = self.check() {
            return Err(rule);
        }
        let (_, removal_len) = self.write(&mut []);
        let name_hash = rules::name_hash(self.name.as_bytes());
        Ok(Definition { name: self.name, name_hash, attributes, removal_len })
    }
}

impl Definition<'_> {
    /// Returns the attributes of a removal.
    pub(super) fn removal(&self) -> &[u8] {
        &self.attributes[..self.removal_len]
    }
}

impl Parts {
    #[inline]
    pub(super) fn get(&self) -> Definition<'_> {
        match self {
            Self::Constant(definition) => *definition,
            Self::Owned(owned) => Definition {
                name: &owned.name,
                name_hash: owned.name_hash,
                attributes: &owned.attributes,
                removal_len: owned.removal_len,
            },
        }
    }
}

/// A buffer for text. Text that does not fit is counted but not written.
struct To<'o> {
    out: &'o mut [u8],
    at: usize,
}

impl To<'_> {
    const fn put(&mut self, label: &[u8], text: &[u8]) {
        self.put_one(label);
        self.put_one(text);
    }

    const fn put_one(&mut self, text: &[u8]) {
        let mut at = 0;
        while at < text.len() {
            if self.at < self.out.len() {
                self.out[self.at] = text[at];
            }
            self.at += 1;
            at += 1;
        }
    }

    const fn put_number(&mut self, number: u64) {
        if number >= 10 {
            self.put_number(number / 10);
        }
        self.put_one(&[b'0' + (number % 10) as u8]);
    }

    const fn make_lower_case(&mut self, start: usize) {
        let mut at = start;
        while at < self.at && at < self.out.len() {
            self.out[at] = self.out[at].to_ascii_lowercase();
            at += 1;
        }
    }
}

impl fmt::Debug for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Definition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Definition").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Owned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owned").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
