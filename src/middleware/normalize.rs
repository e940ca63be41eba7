//! The normal form of a path: kinds of bytes, escapes and dot segments.

use std::borrow::Cow;

/// The kind of a byte in a path, which determines its normal form.
pub(super) enum ByteKind {
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
pub(super) const fn byte_kind(byte: u8) -> ByteKind {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => ByteKind::Unreserved,
        b'!' | b'$' | b'&'..=b',' | b':' | b';' | b'=' | b'@' | b'[' | b']' => ByteKind::Reserved,
        b'/' | b'\\' | b'%' | 0 => ByteKind::Doubtful,
        _ => ByteKind::Escaped,
    }
}

/// Parses the two hex digits after a percent sign.
///
/// Returns the byte, and whether the digits are in normal form. Returns `None` if there are no two
/// digits. Some services reject such a path, and others read the percent sign literally.
pub(super) fn parse_escape(digits: &[u8]) -> Option<(u8, bool)> {
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
pub(super) enum Reserved {
    Decoded,
    Kept,
}

/// Normalizes a path except for its dot segments.
pub(super) fn normalized(path: &str, reserved: Reserved) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut bytes = path.as_bytes();
    while let &[first, ref rest @ ..] = bytes {
        let escaped = if first == b'%' { parse_escape(rest) } else { None };
        bytes = if escaped.is_some() { &rest[2..] } else { rest };
        let byte = escaped.map_or(first, |(byte, _)| byte);
        match byte_kind(byte) {
            ByteKind::Unreserved => normal.push(char::from(byte)),
            ByteKind::Reserved if escaped.is_none() || reserved == Reserved::Decoded => {
                normal.push(char::from(byte));
            }
            ByteKind::Doubtful if byte == b'/' => {
                if !normal.ends_with('/') {
                    normal.push('/');
                }
            }
            ByteKind::Reserved | ByteKind::Escaped | ByteKind::Doubtful => {
                push_escape(&mut normal, byte)
            }
        }
    }
    normal
}

/// Removes `.` segments from a path without `..` segments (RFC 3986 §5.2.4).
pub(super) fn without_dot_segments(path: &str) -> Cow<'_, str> {
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
