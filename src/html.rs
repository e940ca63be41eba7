//! Pages of HTML: where the content of a boundary goes, and the script that puts it there.

use std::collections::hash_map::RandomState;
use std::error::Error;
use std::fmt::{self, Write as _};
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

/// The body of a response is HTML, which [`Response::html`](crate::Response::html) has said in its head.
///
/// It opens [boundaries](crate::Response::boundary), whose content comes after the page and is put in
/// place by a few bytes of inline script. A clone is of the same page, for the parts inside.
#[derive(Clone, Debug)]
pub struct Html {
    page: Arc<Page>,
    nonce: Option<Arc<str>>,
}

#[derive(Debug)]
struct Page {
    /// Unlike any text that the content could have.
    id: String,
    slots: AtomicUsize,
}

impl Html {
    pub(crate) fn new() -> Self {
        let mut id = String::from("hf");
        // Keyed by the operating system's randomness: 128 bits that nobody can foresee.
        let keys = RandomState::new();
        for half in 0..2_u8 {
            let mut hasher = keys.build_hasher();
            hasher.write_u8(half);
            let _infallible = write!(id, "{:016x}", hasher.finish());
        }
        Self { page: Arc::new(Page { id, slots: AtomicUsize::new(0) }), nonce: None }
    }

    /// Gives each inline script this nonce, which the `Content-Security-Policy` of the page names.
    #[must_use]
    pub fn with_nonce(mut self, nonce: Nonce) -> Self {
        self.nonce = Some(nonce.0);
        self
    }

    /// A new place in the page.
    pub(crate) fn slot(&self) -> Slot {
        let number = self.page.slots.fetch_add(1, Ordering::Relaxed);
        Slot { id: format!("{}-{number}", self.page.id), nonce: self.nonce.clone() }
    }
}

/// A place in a page, and the way into it.
pub(crate) struct Slot {
    id: String,
    nonce: Option<Arc<str>>,
}

impl Slot {
    /// Before the fallback. A `template` is allowed where other elements are not, as in a table.
    pub(crate) fn opening(&self) -> String {
        format!(r#"<template id="{}"></template>"#, self.id)
    }

    /// After the fallback.
    pub(crate) fn closing(&self) -> String {
        format!("<!--{}-->", self.id)
    }

    /// After the page: content that is inert until the script puts it in the place of everything from
    /// the `template` to the comment.
    pub(crate) fn place(&self) -> (Bytes, Bytes) {
        let nonce = self.nonce.as_ref().map_or(String::new(), |n| format!(r#" nonce="{n}""#));
        // By way of the prototype: elements of the content that are named like a property of the
        // document would stand in its place.
        let script = format!(
            "<script{nonce}>{{let d=document,p=Document.prototype,\
             s=Object.getOwnPropertyDescriptor(p,\"currentScript\").get.call(d),\
             c=s.previousElementSibling,a=p.getElementById.call(d,\"{id}\"),n;\
             if(a){{while((n=a.nextSibling)&&n.data!==\"{id}\")n.remove();\
             n&&n.remove();a.replaceWith(c.content)}}c.remove();s.remove()}}</script>",
            id = self.id,
        );
        let after = ["</template>", &script].concat();
        (Bytes::from_static(b"<template>"), after.into())
    }
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
