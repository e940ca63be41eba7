//! The data of the phases in which the head can be changed.

use std::borrow::Cow;
use std::time::Duration;

use crate::body::{Buffer, EndCallbacks, Trailers};
use crate::cache::{CacheControl, Keep, Ticket};
use crate::revalidate::Changes;

/// A response head without its cookies.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Fields {
    /// Status and headers. For a page cache, an extension contains how to cache the page.
    pub(crate) head: http::Response<()>,
    pub(super) cache_control: Option<CacheControl>,
    /// Whether the status was set, even to its previous value.
    pub(super) is_status_set: bool,
    /// The revalidations of an action, which are reported when the head is sent.
    pub(super) changes: Option<Box<Changes>>,
    /// The trailers and end callbacks, or `None` if there are none.
    pub(super) plan: Option<Box<Plan>>,
}

/// The trailers and the end callbacks of a response.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) trailers: Trailers,
    /// The names of the declared trailers.
    pub(super) trailer_names: String,
    pub(super) watchers: EndCallbacks,
}

/// A head that can still be changed, and the bytes that follow it.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct ShellData {
    pub(crate) fields: Fields,
    pub(crate) body: Buffer,
}

/// A head, and the revalidations of an action.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Performed {
    pub(crate) fields: Fields,
    pub(crate) changes: Changes,
}

impl Performed {
    pub(crate) fn into_fields(self) -> Fields {
        Fields { changes: Some(Box::new(self.changes)), ..self.fields }
    }
}

/// The head of a page that may be cached, and how to cache it.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Kept {
    pub(crate) fields: Fields,
    pub(super) tags: Vec<Cow<'static, str>>,
    pub(super) max_age: Option<Duration>,
    /// The ticket, or `None` if the request did not come through a page cache.
    pub(crate) ticket: Option<Ticket>,
}

impl Kept {
    pub(crate) fn into_fields(self) -> Fields {
        let Self { mut fields, tags, max_age, ticket } = self;
        if let Some(ticket) = ticket {
            fields.head.extensions_mut().insert(Keep { tags, max_age, ticket });
        }
        fields
    }
}
