//! The length hint of a body without content.

use std::sync::atomic::{AtomicBool, Ordering};

use http_body::SizeHint;

/// The callers that ask a body without content for its length.
///
/// The length is zero, and a compression layer has to know that. Otherwise the layer writes the end
/// marker of its encoding, which is content, and on HTTP/2 that is a protocol error.
///
/// axum's router, however, announces any length that a body reports, here as `Content-Length: 0`. A
/// 204 must not have that header. For a 304, and in the response to a `HEAD` request, its value is
/// wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SizeHintCallers {
    /// Layers only. The server announces no length for a response without content, as hyper does.
    #[default]
    Layers,
    /// Layers, then axum's router. The request accepts compression, so a layer may ask before the
    /// router.
    #[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "it is axum's router"))]
    LayersThenRouter,
    /// axum's router, which removes the body.
    #[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "it is axum's router"))]
    Router,
}

/// The length that a body without content reports.
#[derive(Debug)]
pub(super) enum NoContent {
    /// Reports zero.
    Zero,
    /// Reports zero to the first caller only.
    ZeroOnce(AtomicBool),
    /// Reports no length.
    Unknown,
}

impl NoContent {
    /// Creates the report for these callers.
    pub(super) fn new(callers: SizeHintCallers) -> Self {
        match callers {
            SizeHintCallers::Layers => Self::Zero,
            SizeHintCallers::LayersThenRouter => Self::ZeroOnce(AtomicBool::new(true)),
            SizeHintCallers::Router => Self::Unknown,
        }
    }

    pub(super) fn size_hint(&self) -> SizeHint {
        let is_known = match self {
            Self::Zero => true,
            Self::ZeroOnce(is_first) => is_first.swap(false, Ordering::Relaxed),
            Self::Unknown => false,
        };
        if is_known { SizeHint::with_exact(0) } else { SizeHint::default() }
    }
}
