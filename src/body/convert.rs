//! Bodies that are created without a response.

use bytes::Bytes;

use super::Body;

/// Creates a body of zero bytes.
impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(content: Bytes) -> Self {
        Self::full(content)
    }
}

impl From<Vec<u8>> for Body {
    fn from(content: Vec<u8>) -> Self {
        Self::full(content.into())
    }
}

impl From<String> for Body {
    fn from(content: String) -> Self {
        Self::full(content.into())
    }
}

impl From<&'static str> for Body {
    fn from(content: &'static str) -> Self {
        Self::full(Bytes::from_static(content.as_bytes()))
    }
}
