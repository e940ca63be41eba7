//! The path of a request, as the services behind a middleware may read it.
//!
//! Services read a path in different ways. One service compares it byte by byte, another decodes
//! it, and a third removes `.` segments. A middleware cannot know which of these services is behind
//! it. So it considers all of these readings.

use std::borrow::Cow;

use super::normalize::{
    ByteKind, Reserved, byte_kind, normalized, parse_escape, without_dot_segments,
};

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
        let Some(scan) = PathScan::new(path.as_bytes()) else { return Self::InDoubt };
        if scan.is_normal() {
            return Self::Plain(path);
        }
        let decoded = normalized(path, Reserved::Decoded);
        if decoded.split('/').any(|segment| segment == "..") {
            return Self::InDoubt;
        }
        let mut readings = vec![decoded];
        if scan.has_reserved {
            readings.push(normalized(path, Reserved::Kept));
        }
        for index in 0..readings.len() {
            if let Cow::Owned(without) = without_dot_segments(&readings[index]) {
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
struct PathScan {
    /// Whether the path has bytes, escapes, slashes or segments in another form.
    has_other_form: bool,
    /// Whether a reserved character is escaped.
    ///
    /// Only some services treat the escape and the character as the same.
    has_reserved: bool,
}

impl PathScan {
    /// Scans a path.
    ///
    /// Returns `None` if the path is in doubt. It does not look at where `..` segments lead.
    fn new(path: &[u8]) -> Option<Self> {
        if path.first() != Some(&b'/') {
            return None;
        }
        let mut scan = Self::default();
        let mut index = 0;
        while let Some(&byte) = path.get(index) {
            let rest = &path[index + 1..];
            match byte_kind(byte) {
                ByteKind::Unreserved | ByteKind::Reserved => {}
                ByteKind::Escaped => scan.has_other_form = true,
                ByteKind::Doubtful => match byte {
                    b'/' if rest.first() == Some(&b'/') || begins_with_dots(rest) => {
                        scan.has_other_form = true;
                    }
                    b'/' => {}
                    b'%' => {
                        let (byte, is_upper) = parse_escape(rest)?;
                        match byte_kind(byte) {
                            ByteKind::Unreserved => scan.has_other_form = true,
                            ByteKind::Reserved => scan.has_reserved = true,
                            ByteKind::Escaped => scan.has_other_form |= !is_upper,
                            // `%25` is the only way to write a percent sign.
                            ByteKind::Doubtful if byte == b'%' => {}
                            ByteKind::Doubtful => return None,
                        }
                        index += 2;
                    }
                    _ => return None,
                },
            }
            index += 1;
        }
        Some(scan)
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
