//! Extensions and headers that a middleware passes to the handler.

use http::Extensions;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::header::ReservedHeader;

/// A list of changes to the head of a request, in their order.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct RequestChanges {
    headers: Vec<(HeaderName, HeaderChange)>,
    pub(crate) extensions: Extensions,
}

/// A change of a request header.
#[derive(Debug)]
pub(super) enum HeaderChange {
    Insert(HeaderValue),
    Append(HeaderValue),
    Remove,
}

impl RequestChanges {
    /// Adds a change of the header with this name.
    ///
    /// # Errors
    /// Returns the name of a header that a middleware may not change.
    pub(super) fn change(
        &mut self,
        name: HeaderName,
        change: HeaderChange,
    ) -> Result<(), ReservedHeader> {
        if RESERVED_IN_REQUESTS.contains(&name) {
            return Err(ReservedHeader(name));
        }
        self.headers.push((name, change));
        Ok(())
    }

    /// Applies the changes to the head of a request.
    pub(super) fn apply_to(&self, headers: &mut HeaderMap, extensions: &mut Extensions) {
        for (name, change) in &self.headers {
            match change {
                HeaderChange::Insert(value) => drop(headers.insert(name, value.clone())),
                HeaderChange::Append(value) => drop(headers.append(name, value.clone())),
                HeaderChange::Remove => drop(headers.remove(name)),
            }
        }
        extensions.extend(self.extensions.clone());
    }
}

/// The request headers that a middleware may not change.
///
/// They frame the request, belong to its connection, or contain its cookies.
const RESERVED_IN_REQUESTS: [HeaderName; 9] = [
    header::COOKIE,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::TRAILER,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::UPGRADE,
    header::TE,
];
