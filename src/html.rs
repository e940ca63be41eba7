//! HTML pages: the markup of a boundary, and the script that moves its content.

mod foreign;
mod id;

use std::error::Error;
use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

use crate::cache_permission::Ticket;

/// A handle for opening [boundaries](crate::Response::boundary) on an HTML page.
///
/// [`Response::set_html`](crate::Response::set_html) returns it, and declares the body as HTML. The
/// content of a boundary is sent after the page, and a small inline script moves it into place. A
/// clone belongs to the same page, for use in its parts.
#[derive(Clone, Debug)]
pub struct Html {
    state: Arc<HtmlState>,
    after: After,
}

/// The state that all clones of an [`Html`] share.
#[derive(Debug)]
struct HtmlState {
    /// A random text, which the content cannot contain.
    id: String,
    slots: AtomicUsize,
    /// The ticket of the page if it can be cached.
    ticket: Option<Ticket>,
}

impl Html {
    pub(crate) fn new(ticket: Option<Ticket>) -> Self {
        let state = Arc::new(HtmlState { id: id::random(), slots: AtomicUsize::new(0), ticket });
        Self { state, after: After(Bytes::from_static(SCRIPT.as_bytes())) }
    }

    /// Sets the nonce of each inline script.
    ///
    /// It is the nonce in the `Content-Security-Policy` of the page.
    ///
    /// The page cache does not store a page with a nonce, because a nonce is for one response only.
    #[must_use]
    pub fn with_nonce(mut self, nonce: Nonce) -> Self {
        if let Some(ticket) = &self.state.ticket {
            ticket.void();
        }
        self.after = After::with_nonce(&nonce);
        self
    }

    /// Creates a slot for content that replaces this fallback.
    ///
    /// The content is parsed as HTML, SVG or MathML, depending on the fallback.
    pub(crate) fn slot(&self, fallback: &[u8]) -> Slot {
        let number = self.state.slots.fetch_add(1, Ordering::Relaxed);
        let id = format!("{}-{number}", self.state.id);
        Slot { id, namespace: foreign::namespace(fallback), after: self.after.clone() }
    }
}

/// The end of a boundary's content and its script, shared by a whole page.
#[derive(Clone)]
struct After(Bytes);

impl After {
    fn with_nonce(nonce: &Nonce) -> Self {
        let tag = format!(r#"<script nonce="{}""#, nonce.0);
        Self(SCRIPT.replacen("<script", &tag, 1).into())
    }
}

impl fmt::Debug for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("After").finish_non_exhaustive()
    }
}

/// A place in a page, and the markup that moves content there.
pub(crate) struct Slot {
    id: String,
    /// The element to parse the content in, `svg` or `math`.
    namespace: Option<&'static str>,
    after: After,
}

impl Slot {
    /// Returns the mark before the fallback.
    ///
    /// It is a `template`, which is allowed where other elements are not, such as in a table.
    pub(crate) fn opening(&self) -> String {
        format!(r#"<template id="{}s"></template>"#, self.id)
    }

    /// Returns the mark after the fallback.
    pub(crate) fn closing(&self) -> String {
        format!(r#"<template id="{}z"></template>"#, self.id)
    }

    /// Returns the markup around the content, which is sent after the page.
    ///
    /// The content is inert until the script replaces everything between the marks with it.
    ///
    /// The `hr` ends the head and an open paragraph, so that the script is in neither.
    pub(crate) fn surrounding(&self) -> (Bytes, Bytes) {
        let mut before = format!(r#"<hr id="{0}h" hidden><template id="{0}">"#, self.id);
        if let Some(element) = self.namespace {
            let _infallible = write!(before, r#"<{element} id="{}">"#, self.id);
        }
        (before.into(), self.after.0.clone())
    }
}

/// The end of a content, and the script: [`SOURCE`] without comments and indentation.
const SCRIPT: &str = match std::str::from_utf8(&COMPACT) {
    Ok(script) => script,
    Err(_) => panic!("the source of the script is ASCII"),
};

// docs/response/boundary.md states this limit in bytes.
const _: () = assert!(SCRIPT.len() < 2_000);

const SOURCE: &[u8] = include_bytes!("html/boundary.html");
const COMPACT: [u8; compact(&mut [0; SOURCE.len()])] = {
    let mut script = [0; compact(&mut [0; SOURCE.len()])];
    compact(&mut script);
    script
};

/// Copies each line without its indentation and its end, except for comments.
///
/// Returns the length in bytes.
const fn compact(script: &mut [u8]) -> usize {
    let (mut at, mut length) = (0, 0);
    while at < SOURCE.len() {
        while SOURCE[at] == b' ' {
            at += 1;
        }
        let is_comment = SOURCE[at] == b'/' && SOURCE[at + 1] == b'/';
        while SOURCE[at] != b'\n' {
            if !is_comment {
                script[length] = SOURCE[at];
                length += 1;
            }
            at += 1;
        }
        at += 1;
    }
    length
}

/// A nonce of a `Content-Security-Policy`: base64 text, different for each response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(Arc<str>);

/// The error of a nonce that is empty or not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidNonce;

impl TryFrom<&str> for Nonce {
    type Error = InvalidNonce;

    /// # Errors
    /// Returns [`InvalidNonce`] if the text is not a `base64-value`
    /// ([CSP §2.3.1](https://www.w3.org/TR/CSP3/#grammardef-nonce-source)).
    fn try_from(text: &str) -> Result<Self, InvalidNonce> {
        let plain = text.trim_end_matches('=');
        let is_base64 = |octet: u8| octet.is_ascii_alphanumeric() || b"+/-_".contains(&octet);
        let is_valid =
            !plain.is_empty() && plain.bytes().all(is_base64) && text.len() - plain.len() < 3;
        is_valid.then(|| Self(text.into())).ok_or(InvalidNonce)
    }
}

impl fmt::Display for InvalidNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a nonce is base64, and not empty")
    }
}

impl Error for InvalidNonce {}
