//! What the open phases are made of.

use http::{HeaderMap, StatusCode};

use crate::body::Buffer;
use crate::cache::CacheControl;

/// What a head consists of, besides its cookies.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Fields {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) cache_control: Option<CacheControl>,
}

/// A head that is still open, and the bytes that will follow it.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct ShellData {
    pub(crate) fields: Fields,
    pub(crate) body: Buffer,
}
