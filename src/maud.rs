//! For maud: markup is written and sent as it is.

use bytes::Bytes;
use maud::PreEscaped;

use crate::body::{Chunk, IntoContent};

/// Moves the markup, without a copy of 1 KiB and more.
impl From<PreEscaped<String>> for Chunk<'_> {
    #[inline]
    fn from(markup: PreEscaped<String>) -> Self {
        markup.0.into()
    }
}

impl<'a> From<&'a PreEscaped<String>> for Chunk<'a> {
    #[inline]
    fn from(markup: &'a PreEscaped<String>) -> Self {
        markup.0.as_str().into()
    }
}

/// Such as [`DOCTYPE`](maud::DOCTYPE).
impl<'a> From<PreEscaped<&'a str>> for Chunk<'a> {
    #[inline]
    fn from(markup: PreEscaped<&'a str>) -> Self {
        markup.0.into()
    }
}

/// Selects the markup of maud as a body.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the compiler finds it")]
pub enum OfMaud {}

/// Moves the markup, without a copy.
#[diagnostic::do_not_recommend]
impl IntoContent<OfMaud> for PreEscaped<String> {
    fn into_content(self) -> Bytes {
        self.0.into()
    }
}
