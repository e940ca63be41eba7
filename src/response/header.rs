//! Headers that are known at run time.

use http::header::MaxSizeReached;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::header::{HeaderError, RejectedHeaders, ResponseHeaderName};

/// A header with a valid name and value.
#[derive(Clone, Debug)]
#[allow(unnameable_types, reason = "the ways into a phase are private to the crate")]
pub struct Header(pub(crate) HeaderName, pub(crate) HeaderValue);

/// How a header is added to the existing headers of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(unnameable_types, reason = "the ways into a phase are private to the crate")]
pub enum Add {
    /// Replaces them.
    Insert,
    /// Appends to them.
    Append,
}

impl Add {
    pub(crate) fn try_add(
        self,
        headers: &mut HeaderMap,
        Header(name, value): Header,
    ) -> Result<(), MaxSizeReached> {
        match self {
            Self::Insert => headers.try_insert(name, value).map(drop),
            Self::Append => headers.try_append(name, value).map(drop),
        }
    }
}

impl Header {
    /// Checks a header that can be set on a response.
    pub(super) fn of_response<N, V>(name: N, value: V) -> Result<Self, HeaderError>
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        let name = ResponseHeaderName::try_from(checked_name(name)?)?.into();
        checked_value(&name, value).map(|value| Self(name, value))
    }
}

pub(super) fn checked_name(name: impl TryInto<HeaderName>) -> Result<HeaderName, HeaderError> {
    name.try_into().map_err(|_| HeaderError::InvalidName)
}

pub(super) fn checked_value(
    name: &HeaderName,
    value: impl TryInto<HeaderValue>,
) -> Result<HeaderValue, HeaderError> {
    value.try_into().map_err(|_| HeaderError::InvalidValue(name.clone()))
}

/// Adds the headers of a map, each replacing the existing values of its name.
///
/// # Errors
/// Returns the headers that cannot be added.
pub(super) fn extend(
    headers: HeaderMap,
    mut try_add: impl FnMut(Header, Add) -> Result<(), MaxSizeReached>,
) -> Result<(), RejectedHeaders> {
    let mut rejected = HeaderMap::new();
    let mut name = None;
    for (next, value) in headers {
        // The map yields a name with its first value only, so a name marks the value that replaces.
        let how = if next.is_some() { Add::Insert } else { Add::Append };
        name = next.or(name);
        let Some(name) = &name else { continue };
        let is_free = ResponseHeaderName::try_from(name.clone()).is_ok();
        if !is_free || try_add(Header(name.clone(), value.clone()), how).is_err() {
            rejected.append(name, value);
        }
    }
    if rejected.is_empty() { Ok(()) } else { Err(RejectedHeaders(rejected)) }
}
