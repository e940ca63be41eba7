//! Validated text of a definition, in a constant or shared on the heap.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use cookie::SameSite;

use super::const_writer::ConstWriter;
use super::error::CookieError;
use super::rules;

/// The settings of a builder.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
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

/// Checks the lifetime of a definition.
const fn check_lifetime(max_age: Duration) -> Result<(), CookieError> {
    match max_age.as_secs() {
        // It would remove the cookie.
        0 => Err(CookieError::InvalidMaxAge),
        seconds => rules::check_max_age(seconds),
    }
}

impl Settings<'_> {
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
        let mut writer = ConstWriter { out, len: 0 };
        writer.put(b"; Path=", self.path.as_bytes());
        if let Some(domain) = self.domain {
            writer.put(b"; Domain=", b"");
            let start = writer.len;
            writer.put(domain.as_bytes(), b"");
            writer.make_lower_case(start);
        }
        if self.secure {
            writer.put(b"; Secure", b"");
        }
        if self.http_only {
            writer.put(b"; HttpOnly", b"");
        }
        match self.same_site {
            Some(SameSite::Strict) => writer.put(b"; SameSite=", b"Strict"),
            Some(SameSite::Lax) => writer.put(b"; SameSite=", b"Lax"),
            Some(SameSite::None) => writer.put(b"; SameSite=", b"None"),
            None => {}
        }
        if self.partitioned {
            writer.put(b"; Partitioned", b"");
        }
        let removal_len = writer.len;
        if let Some(age) = self.max_age {
            writer.put(b"; Max-Age=", b"");
            writer.put_number(age.as_secs());
        }
        (writer.len, removal_len)
    }

    const fn check(&self) -> Result<(), CookieError> {
        let name = self.name.as_bytes();
        let checks = [
            rules::check_name(name),
            rules::check_pair_len(name.len(), 0),
            rules::check_prefix(name, self.prefix.as_bytes()),
            rules::check_path(self.path.as_bytes()),
            match self.domain {
                Some(domain) => rules::check_domain(domain.as_bytes()),
                None => Ok(()),
            },
            match self.max_age {
                Some(age) => check_lifetime(age),
                None => Ok(()),
            },
            rules::check_combination(&rules::Attributes {
                name,
                secure: self.secure,
                http_only: self.http_only,
                root_path: matches!(self.path.as_bytes(), b"/"),
                has_domain: self.domain.is_some(),
                cross_site: matches!(self.same_site, Some(SameSite::None)),
                partitioned: self.partitioned,
            }),
        ];
        let mut index = 0;
        while index < checks.len() {
            if checks[index].is_err() {
                return checks[index];
            }
            index += 1;
        }
        Ok(())
    }

    /// Checks the definition and copies its text.
    pub(super) fn build(&self) -> Result<Owned, CookieError> {
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

impl Definition<'_> {
    /// Copies the definition, with another lifetime.
    pub(super) fn with_max_age(&self, max_age: Duration) -> Result<Owned, CookieError> {
        check_lifetime(max_age)?;
        let mut attributes = self.removal().to_vec();
        attributes.extend(format!("; Max-Age={}", max_age.as_secs()).into_bytes());
        Ok(Owned {
            name: self.name.into(),
            name_hash: self.name_hash,
            attributes: attributes.into(),
            removal_len: self.removal_len,
        })
    }
}

impl Settings<'static> {
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

impl fmt::Debug for Settings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("name", &self.name).finish_non_exhaustive()
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
