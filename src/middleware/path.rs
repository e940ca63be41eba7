//! The path of a request, as the services behind a middleware may read it.
//!
//! Services read a path in different ways. One service compares it byte by byte, another decodes
//! it, and a third removes `.` segments. A middleware cannot know which of these services is behind
//! it. So it considers all of these readings.

use std::borrow::Cow;

/// A path, normalized by RFC 3986 §6.2.2, with repeated slashes joined.
pub(super) enum Path<'a> {
    /// A path that every service reads in the same way.
    Plain(&'a str),
    /// A path that services read in different ways.
    Readings(Vec<String>),
    /// A path whose resolution by a service cannot be predicted.
    InDoubt,
}

impl<'a> Path<'a> {
    /// Reads a path as the client sent it.
    ///
    /// A plain path takes one scan and no allocation.
    pub(super) fn new(path: &'a str) -> Self {
        let Some(traits) = Traits::of(path.as_bytes()) else { return Self::InDoubt };
        if traits.is_normal() {
            return Self::Plain(path);
        }
        let decoded = normalized(path, Reserved::Decoded);
        if decoded.split('/').any(|segment| segment == "..") {
            return Self::InDoubt;
        }
        let mut readings = vec![decoded];
        if traits.has_reserved {
            readings.push(normalized(path, Reserved::Kept));
        }
        for at in 0..readings.len() {
            if let Cow::Owned(without) = without_dot_segments(&readings[at]) {
                readings.push(without);
            }
        }
        Self::Readings(readings)
    }

    /// Returns `true` if the predicate holds, or may hold, for one reading.
    pub(super) fn may_be(&self, is_so: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Plain(path) => is_so(path),
            Self::Readings(readings) => readings.iter().any(|path| is_so(path)),
            Self::InDoubt => true,
        }
    }

    /// Returns `true` if the predicate holds for every reading.
    pub(super) fn must_be(&self, is_so: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Plain(path) => is_so(path),
            Self::Readings(readings) => readings.iter().all(|path| is_so(path)),
            Self::InDoubt => false,
        }
    }
}

/// The result of the scan.
#[derive(Default)]
struct Traits {
    /// Whether the path has bytes, escapes, slashes or segments in another form.
    has_other_form: bool,
    /// Whether a reserved character is escaped.
    ///
    /// Only some services treat the escape and the character as the same.
    has_reserved: bool,
}

impl Traits {
    /// Scans a path.
    ///
    /// Returns `None` if the path is in doubt. It does not look at where `..` segments lead.
    fn of(path: &[u8]) -> Option<Self> {
        if path.first() != Some(&b'/') {
            return None;
        }
        let mut traits = Self::default();
        let mut at = 0;
        while let Some(&byte) = path.get(at) {
            let rest = &path[at + 1..];
            match kind(byte) {
                Kind::Unreserved | Kind::Reserved => {}
                Kind::Escaped => traits.has_other_form = true,
                Kind::Doubtful => match byte {
                    b'/' if rest.first() == Some(&b'/') || begins_with_dots(rest) => {
                        traits.has_other_form = true;
                    }
                    b'/' => {}
                    b'%' => {
                        let (byte, is_upper) = escape(rest)?;
                        match kind(byte) {
                            Kind::Unreserved => traits.has_other_form = true,
                            Kind::Reserved => traits.has_reserved = true,
                            Kind::Escaped => traits.has_other_form |= !is_upper,
                            // `%25` is the only way to write a percent sign.
                            Kind::Doubtful if byte == b'%' => {}
                            Kind::Doubtful => return None,
                        }
                        at += 2;
                    }
                    _ => return None,
                },
            }
            at += 1;
        }
        Some(traits)
    }

    fn is_normal(&self) -> bool {
        !self.has_other_form && !self.has_reserved
    }
}

/// Returns `true` if the first segment is `.` or `..`.
fn begins_with_dots(path: &[u8]) -> bool {
    let Some(b'.') = path.first() else { return false };
    matches!(path[1..], [] | [b'/', ..] | [b'.'] | [b'.', b'/', ..])
}

/// The kind of a byte in a path, which determines its normal form.
pub(super) enum Kind {
    /// A byte that is written as it is ([RFC 3986 §2.3]).
    ///
    /// > "URIs that differ in the replacement of an unreserved character with its corresponding
    /// > percent-encoded US-ASCII octet are equivalent"
    ///
    /// [RFC 3986 §2.3]: https://www.rfc-editor.org/rfc/rfc3986#section-2.3
    Unreserved,
    /// A reserved byte that a path may contain ([RFC 3986 §2.2]).
    ///
    /// > "URIs that differ in the replacement of a reserved character with its corresponding
    /// > percent-encoded octet are not equivalent"
    ///
    /// [RFC 3986 §2.2]: https://www.rfc-editor.org/rfc/rfc3986#section-2.2
    Reserved,
    /// A byte that can only be written as an escape.
    Escaped,
    /// A separator of segments, or the end of a string, for some services.
    Doubtful,
}

/// Returns the kind of a byte.
pub(super) const fn kind(byte: u8) -> Kind {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => Kind::Unreserved,
        b'!' | b'$' | b'&'..=b',' | b':' | b';' | b'=' | b'@' | b'[' | b']' => Kind::Reserved,
        b'/' | b'\\' | b'%' | 0 => Kind::Doubtful,
        _ => Kind::Escaped,
    }
}

/// Parses the two hex digits after a percent sign.
///
/// Returns the byte, and whether the digits are in normal form. Returns `None` if there are no two
/// digits. Some services reject such a path, and others read the percent sign literally.
pub(super) fn escape(digits: &[u8]) -> Option<(u8, bool)> {
    let (&[high, low], _) = digits.split_first_chunk()?;
    let digit =
        |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let is_upper = !high.is_ascii_lowercase() && !low.is_ascii_lowercase();
    Some((digit(high)? * 16 + digit(low)?, is_upper))
}

/// Appends an escape with uppercase digits.
///
/// RFC 3986 §6.2.2.1: "should be normalized to use uppercase letters".
pub(super) fn push_escape(text: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    text.push('%');
    for digit in [byte >> 4, byte & 15] {
        text.push(char::from(DIGITS[usize::from(digit)]));
    }
}

/// The way in which escapes of reserved characters are read.
#[derive(Clone, Copy, PartialEq)]
enum Reserved {
    Decoded,
    Kept,
}

/// Normalizes a path except for its dot segments.
fn normalized(path: &str, reserved: Reserved) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut bytes = path.as_bytes();
    while let &[first, ref rest @ ..] = bytes {
        let escaped = if first == b'%' { escape(rest) } else { None };
        bytes = if escaped.is_some() { &rest[2..] } else { rest };
        let byte = escaped.map_or(first, |(byte, _)| byte);
        match kind(byte) {
            Kind::Unreserved => normal.push(char::from(byte)),
            Kind::Reserved if escaped.is_none() || reserved == Reserved::Decoded => {
                normal.push(char::from(byte));
            }
            Kind::Doubtful if byte == b'/' => {
                if !normal.ends_with('/') {
                    normal.push('/');
                }
            }
            Kind::Reserved | Kind::Escaped | Kind::Doubtful => push_escape(&mut normal, byte),
        }
    }
    normal
}

/// Removes `.` segments from a path without `..` segments (RFC 3986 §5.2.4).
fn without_dot_segments(path: &str) -> Cow<'_, str> {
    if !path.split('/').any(|segment| segment == ".") {
        return Cow::Borrowed(path);
    }
    let mut without = String::with_capacity(path.len());
    for segment in path.split('/').skip(1).filter(|&segment| segment != ".") {
        without.push('/');
        without.push_str(segment);
    }
    // "remove that prefix and replace it with "/"": a `.` segment at the end is replaced by a
    // slash.
    if path.ends_with("/.") {
        without.push('/');
    }
    Cow::Owned(without)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(path: &str) -> Option<Vec<String>> {
        match Path::new(path) {
            Path::Plain(path) => Some(vec![path.to_owned()]),
            Path::Readings(readings) => Some(readings),
            Path::InDoubt => None,
        }
    }

    #[test]
    fn a_normal_path_is_not_copied() {
        for path in
            ["/", "/a/b/", "/a-._~!$&'()*+,;=:@[]", "/caf%C3%A9", "/a%20b", "/.well-known", "/..."]
        {
            assert!(matches!(Path::new(path), Path::Plain(same) if same == path), "{path}");
        }
    }

    #[test]
    fn a_path_is_read_in_its_normal_form() {
        for (path, normal) in [
            ("/%70riv%61te", "/private"),
            ("/%7euser%2dx", "/~user-x"),
            ("/caf\u{e9}", "/caf%C3%A9"),
            ("/caf%c3%a9", "/caf%C3%A9"),
            ("//a///b//", "/a/b/"),
            ("/a|b^c`d", "/a%7Cb%5Ec%60d"),
            ("/{id}", "/%7Bid%7D"),
            ("//%2570rivate", "/%2570rivate"),
        ] {
            assert_eq!(readings(path).as_deref(), Some(&[normal.to_owned()][..]), "{path}");
        }
    }

    #[test]
    fn there_is_a_reading_for_each_way_to_read_it() {
        for (path, expected) in [
            ("/a%24b", &["/a$b", "/a%24b"][..]),
            ("/./a", &["/./a", "/a"]),
            ("/a/.", &["/a/.", "/a/"]),
            ("/.", &["/.", "/"]),
            ("/a/%2E/b/./", &["/a/./b/./", "/a/b/"]),
            ("/./%24", &["/./$", "/./%24", "/$", "/%24"]),
        ] {
            assert_eq!(readings(path).unwrap(), expected, "{path}");
        }
    }

    #[test]
    fn a_path_that_may_lead_elsewhere_is_in_doubt() {
        for path in [
            "",
            "*",
            "a",
            "/a%2Fb",
            "/a%2fb",
            "/a\\b",
            "/a%5Cb",
            "/a%5cb",
            "/a%00",
            "/..",
            "/a/../b",
            "/a/%2e%2E/b",
            "/a/.%2e",
            "/%",
            "/%4",
            "/%zz",
            "/%+1",
            "/a%4\u{e9}",
        ] {
            assert_eq!(readings(path), None, "{path}");
        }
    }
}
