//! Normalized paths of pages.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// The normalized path of a page.
///
/// It can be parsed from percent-encoded text, as a client sends it, or from plain text. A query
/// and a fragment are removed. Other characters are percent-encoded, unnecessary percent-encoding
/// is decoded, and dot segments are removed
/// ([RFC 3986 §6.2.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2)). `%2F` stays different
/// from `/`. A path inside a nested router includes the prefix of that router.
///
/// # Examples
/// ```
/// use headfirst::PagePath;
///
/// assert_eq!("/todos?page=2".parse::<PagePath>()?.as_str(), "/todos");
/// assert_eq!("/grün".parse::<PagePath>()?, "/gr%c3%bcn".parse()?);
/// assert!("todos".parse::<PagePath>().is_err());
/// # Ok::<(), headfirst::InvalidPath>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PagePath(String);

impl PagePath {
    /// Returns the path, percent-encoded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Creates the path of a request, which may be any path that `http::Uri` accepts.
    #[cfg(feature = "page-cache")]
    pub(crate) fn from_request(path: &str) -> Self {
        Self(normalize(path))
    }

    /// Returns whether another path is this one or below it.
    #[cfg(feature = "page-cache")]
    pub(crate) fn contains(&self, path: &str) -> bool {
        let below = path.strip_prefix(self.0.as_str());
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || self.0.ends_with('/'))
    }
}

impl FromStr for PagePath {
    type Err = InvalidPath;

    /// # Errors
    /// Returns [`InvalidPath`] if the text does not start with a single `/`, or has a control
    /// character.
    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        // `//host/path` names another host.
        if !text.starts_with('/') || text.starts_with("//") || text.contains(char::is_control) {
            return Err(InvalidPath(()));
        }
        let end = text.find(['?', '#']).unwrap_or(text.len());
        Ok(Self(normalize(&text[..end])))
    }
}

impl TryFrom<&str> for PagePath {
    type Error = InvalidPath;

    fn try_from(text: &str) -> Result<Self, InvalidPath> {
        text.parse()
    }
}

impl fmt::Display for PagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Error returned when a text is not the path of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPath(());

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path does not start with a single `/`, or has a control character")
    }
}

impl Error for InvalidPath {}

/// Returns the path with one spelling for each byte and without dot segments.
///
/// RFC 3986 §3.3: `pchar = unreserved / pct-encoded / sub-delims / ":" / "@"`. A router may decode
/// a segment, so `%40` and `@` are the same here. Only the separators of segments stay different
/// when they are encoded.
fn normalize(path: &str) -> String {
    let mut segments: Vec<String> = Vec::new();
    let mut ends_in_dots = false;
    for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
        let segment = normalize_segment(segment);
        ends_in_dots = matches!(segment.as_str(), "." | "..");
        match segment.as_str() {
            "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    if ends_in_dots {
        segments.push(String::new());
    }
    let mut normalized = String::with_capacity(path.len() + 1);
    for segment in &segments {
        normalized.push('/');
        normalized += segment;
    }
    if normalized.is_empty() { String::from("/") } else { normalized }
}

fn normalize_segment(segment: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut normalized = String::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let mut byte = *first;
        let digit = |index: usize| after.get(index).and_then(|&b| char::from(b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, digit(0), digit(1)) {
            byte = (high * 16 + low) as u8;
            rest = &after[2..];
        }
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            normalized.push(char::from(byte));
        } else {
            normalized.push('%');
            normalized.push(char::from(HEX[usize::from(byte >> 4)]));
            normalized.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    normalized
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_spelling() {
        let path = |text: &str| text.parse::<PagePath>().map(|path| path.0);
        for (text, normal) in [
            ("/", "/"),
            ("/todos?page=2", "/todos"),
            ("/x#f", "/x"),
            ("/gr\u{fc}n", "/gr%C3%BCn"),
            ("/a b", "/a%20b"),
            ("/%61bout", "/about"),
            ("/a%2fb", "/a%2Fb"),
            ("/%40bob", "/@bob"),
            ("/100%", "/100%25"),
            ("/100%25", "/100%25"),
            ("/a/./b/../c", "/a/c"),
            ("/a/..", "/"),
            ("/a/%2e%2e/b", "/b"),
            ("/a/b/.", "/a/b/"),
            ("/../a", "/a"),
            ("/todos/", "/todos/"),
        ] {
            assert_eq!(path(text).as_deref(), Ok(normal), "{text}");
            assert_eq!(path(normal).as_deref(), Ok(normal), "{text}, again");
        }
        for text in
            ["", "todos", "?q", "#f", "https://a.example/", "//a.example/", "/a\nb", "/\u{7f}"]
        {
            assert!(path(text).is_err(), "{text}");
        }
    }
}
