//! Conversions for maud: markup is written and sent without further escaping.

use bytes::Bytes;
use maud::PreEscaped;

use crate::body::{Chunk, IntoContent};

/// Moves the markup. Markup of 1 KiB or more is not copied.
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

/// Borrows the markup, such as [`DOCTYPE`](maud::DOCTYPE).
impl<'a> From<PreEscaped<&'a str>> for Chunk<'a> {
    #[inline]
    fn from(markup: PreEscaped<&'a str>) -> Self {
        markup.0.into()
    }
}

/// A marker type that selects the conversion of maud's markup to a body.
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
