//! What the open phases are made of.

use std::borrow::Cow;
use std::time::Duration;

use crate::body::{Buffer, Trailers, Watchers};
use crate::cache::{CacheControl, Keep, Ticket};
use crate::revalidate::Changes;

/// What a head consists of, besides its cookies.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Fields {
    /// Status and header fields, and for a page cache what it asks of the response.
    pub(crate) head: http::Response<()>,
    pub(super) cache_control: Option<CacheControl>,
    /// Whether the status was set, be it to what it was.
    pub(super) is_status_set: bool,
    /// What an action has changed, which is told when the head leaves.
    pub(super) changes: Option<Box<Changes>>,
    /// What was said of the time after the head. None, until something is.
    pub(super) plan: Option<Box<Plan>>,
}

/// What comes after the head.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) trailers: Trailers,
    /// The names of the trailers, as they were declared.
    pub(super) trailer_names: String,
    pub(super) watchers: Watchers,
}

/// A head that is still open, and the bytes that will follow it.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct ShellData {
    pub(crate) fields: Fields,
    pub(crate) body: Buffer,
}

/// A head, and what was changed so far.
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

/// A head of a page that may be kept, and how.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Kept {
    pub(crate) fields: Fields,
    pub(super) tags: Vec<Cow<'static, str>>,
    pub(super) max_age: Option<Duration>,
    /// Absent, if the request did not come through a page cache.
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
