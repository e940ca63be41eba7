//! The argument of a write.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

/// A piece of body content: text or bytes, borrowed or owned.
///
/// [`Response::write`](crate::Response::write) takes anything that is `Into<Chunk>`, so the
/// conversions of this type decide what can be written.
pub struct Chunk<'a>(pub(crate) ChunkBytes<'a>);

/// The bytes of a [`Chunk`], by ownership.
pub(crate) enum ChunkBytes<'a> {
    /// Borrowed bytes, which are copied.
    Borrowed(&'a [u8]),
    /// Owned bytes. From [`MIN_ZERO_COPY`](super::MIN_ZERO_COPY) bytes (1 KiB) on, they are
    /// forwarded without a copy.
    Bytes(Bytes),
    /// Owned bytes, treated as [`Bytes`](Self::Bytes). To forward them, they are converted to
    /// `Bytes`, which may allocate.
    Vec(Vec<u8>),
}

/// The argument of [`Response::write`](crate::Response::write): anything that is `Into<Chunk>`.
///
/// This is a separate trait so that the compiler error can name the fix.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written to a body directly",
    label = "neither text nor bytes",
    note = "a template or another value that is `Display` can fail: `write!(page, \"{{}}\", value)?` formats it \
            into the page, without a copy",
    note = "the `Markup` of maud needs the feature `maud`"
)]
pub trait IntoChunk<'c> {
    #[doc(hidden)]
    fn into_chunk(self) -> Chunk<'c>;
}

#[diagnostic::do_not_recommend]
impl<'c, T: Into<Chunk<'c>>> IntoChunk<'c> for T {
    #[inline]
    fn into_chunk(self) -> Chunk<'c> {
        self.into()
    }
}

impl fmt::Debug for Chunk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: &[u8] = match &self.0 {
            ChunkBytes::Borrowed(bytes) => bytes,
            ChunkBytes::Bytes(bytes) => bytes,
            ChunkBytes::Vec(bytes) => bytes,
        };
        f.debug_tuple("Chunk").field(&bytes.len()).finish()
    }
}

impl<'a> From<&'a [u8]> for Chunk<'a> {
    #[inline]
    fn from(bytes: &'a [u8]) -> Self {
        Self(ChunkBytes::Borrowed(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Chunk<'a> {
    #[inline]
    fn from(bytes: &'a [u8; N]) -> Self {
        Self(ChunkBytes::Borrowed(bytes))
    }
}

impl<'a> From<&'a str> for Chunk<'a> {
    #[inline]
    fn from(text: &'a str) -> Self {
        Self(ChunkBytes::Borrowed(text.as_bytes()))
    }
}

impl<'a> From<&'a String> for Chunk<'a> {
    #[inline]
    fn from(text: &'a String) -> Self {
        Self(ChunkBytes::Borrowed(text.as_bytes()))
    }
}

impl<'a> From<Cow<'a, str>> for Chunk<'a> {
    #[inline]
    fn from(text: Cow<'a, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<Bytes> for Chunk<'_> {
    #[inline]
    fn from(bytes: Bytes) -> Self {
        Self(ChunkBytes::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Chunk<'_> {
    #[inline]
    fn from(bytes: Vec<u8>) -> Self {
        Self(ChunkBytes::Vec(bytes))
    }
}

impl From<String> for Chunk<'_> {
    #[inline]
    fn from(text: String) -> Self {
        Self(ChunkBytes::Vec(text.into_bytes()))
    }
}
