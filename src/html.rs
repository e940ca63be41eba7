//! Pages of HTML: where the content of a boundary goes, and the script that puts it there.

mod foreign;
mod id;

use std::error::Error;
use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

use crate::cache::Ticket;

/// The body of a response is HTML, which [`Response::set_html`](crate::Response::set_html) has said in its head.
///
/// It opens [boundaries](crate::Response::boundary), whose content comes after the page and is put in
/// place by a small inline script. A clone is of the same page, for the parts inside.
#[derive(Clone, Debug)]
pub struct Html {
    page: Arc<Page>,
    after: After,
}

#[derive(Debug)]
struct Page {
    /// Unlike any text that the content could have.
    id: String,
    slots: AtomicUsize,
    /// That of a page which can be cached.
    ticket: Option<Ticket>,
}

impl Html {
    pub(crate) fn new(ticket: Option<Ticket>) -> Self {
        let page = Arc::new(Page { id: id::random(), slots: AtomicUsize::new(0), ticket });
        Self { page, after: After(Bytes::from_static(SCRIPT.as_bytes())) }
    }

    /// Gives each inline script this nonce, which the `Content-Security-Policy` of the page names.
    ///
    /// The page cache does not store a page with a nonce, since a nonce is for one response.
    #[must_use]
    pub fn with_nonce(mut self, nonce: Nonce) -> Self {
        if let Some(ticket) = &self.page.ticket {
            ticket.void();
        }
        self.after = After::with_nonce(&nonce);
        self
    }

    /// Reserves a new place in the page, for content of the kind that the fallback has.
    pub(crate) fn slot(&self, fallback: &[u8]) -> Slot {
        let number = self.page.slots.fetch_add(1, Ordering::Relaxed);
        let id = format!("{}-{number}", self.page.id);
        Slot { id, namespace: foreign::namespace(fallback), after: self.after.clone() }
    }
}

/// The end of a content and the script behind it, which all boundaries of a page share.
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

/// A place in a page, and the way into it.
pub(crate) struct Slot {
    id: String,
    /// The element that the content is parsed in, `svg` or `math`.
    namespace: Option<&'static str>,
    after: After,
}

impl Slot {
    /// Before the fallback. A `template` is allowed where other elements are not, as in a table.
    pub(crate) fn opening(&self) -> String {
        format!(r#"<template id="{}s"></template>"#, self.id)
    }

    /// After the fallback.
    pub(crate) fn closing(&self) -> String {
        format!(r#"<template id="{}z"></template>"#, self.id)
    }

    /// After the page: content that is inert until the script puts it in the place of everything
    /// between the marks.
    ///
    /// The line ends the head and an open paragraph, so that the script is in neither.
    pub(crate) fn place(&self) -> (Bytes, Bytes) {
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

// As docs/response/boundary.md says.
const _: () = assert!(SCRIPT.len() < 2_000);

const SOURCE: &[u8] = include_bytes!("html/boundary.html");
const COMPACT: [u8; compact(&mut [0; SOURCE.len()])] = {
    let mut script = [0; compact(&mut [0; SOURCE.len()])];
    compact(&mut script);
    script
};

/// Copies the lines that are no comments, each without its indentation and its end; returns the length.
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

/// A nonce of a `Content-Security-Policy`: base64, and another one for each response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(Arc<str>);

/// The text is no nonce: it is empty, or has what base64 does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidNonce;

impl TryFrom<&str> for Nonce {
    type Error = InvalidNonce;

    /// # Errors
    /// Returns [`InvalidNonce`] for what is not `base64-value`
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
