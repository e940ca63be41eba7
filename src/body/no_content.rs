//! The length of a body without content.

use std::sync::atomic::{AtomicBool, Ordering};

use http_body::SizeHint;

/// The layers and routers that may ask a body without content for its length.
///
/// It is zero, and a layer that compresses has to know, or else it writes the end of its encoding, which is
/// content: over HTTP/2 a protocol error. But axum's router announces any length that a body tells, by a
/// `Content-Length: 0` that a 204 must not have, and that is wrong for a 304 and in the answer to a HEAD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Layers, and servers that announce no length without content, as hyper does.
    #[default]
    Layers,
    /// The router, before which a layer may compress, which asks first.
    #[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "it is axum's router"))]
    LayersThenRouter,
    /// The router, which leaves the body out.
    #[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "it is axum's router"))]
    Router,
}

/// The answer to a question for the length.
#[derive(Debug)]
pub(super) enum NoContent {
    Zero,
    /// Zero, but to the first alone.
    ZeroOnce(AtomicBool),
    Unknown,
}

impl NoContent {
    pub(super) fn for_those(asks: Asks) -> Self {
        match asks {
            Asks::Layers => Self::Zero,
            Asks::LayersThenRouter => Self::ZeroOnce(AtomicBool::new(true)),
            Asks::Router => Self::Unknown,
        }
    }

    pub(super) fn size_hint(&self) -> SizeHint {
        let is_told = match self {
            Self::Zero => true,
            Self::ZeroOnce(is_first) => is_first.swap(false, Ordering::Relaxed),
            Self::Unknown => false,
        };
        if is_told { SizeHint::with_exact(0) } else { SizeHint::default() }
    }
}
