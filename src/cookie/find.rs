//! Finding one cookie in a `Cookie` field, in place.
//!
//! A look-up should read the field once, and allocate nothing. But to split each pair costs more than
//! to read it, and most pairs are not the one that is looked for. So the field is compared by blocks:
//! where could the name begin, and at the same time end? Of that comparison, which has no branch in it,
//! the compiler makes vector instructions. Only where both octets agree is a pair looked at.

/// Octets that are compared at once.
const BLOCK: usize = 32;

/// The value of the first pair of this name.
pub(super) fn find<'a>(field: &'a [u8], name: &str) -> Option<&'a str> {
    let name = name.as_bytes();
    let (&first, &last) = (name.first()?, name.last()?);
    // Around the name of a pair there is no white space.
    if matches!(first, b' ' | b'\t') || matches!(last, b' ' | b'\t') {
        return None;
    }
    // Where the name begins at a byte of the one, it ends at that of the other.
    let ends = field.get(name.len() - 1..)?;
    let begins = &field[..ends.len()];
    // Many requests have one cookie, or the one that is looked for first.
    if begins.first() == Some(&first) && ends.first() == Some(&last) {
        if let Some(value) = value_at(field, 0, name) {
            return Some(value);
        }
    }
    let mut at = 0;
    while at < begins.len() {
        let block = begins[at..].first_chunk::<BLOCK>().zip(ends[at..].first_chunk::<BLOCK>());
        if block.is_some_and(|(begins, ends)| !is_in(begins, ends, first, last)) {
            at += BLOCK;
            continue;
        }
        let until = begins.len().min(at + BLOCK);
        while at < until {
            if begins[at] == first && ends[at] == last {
                if let Some(value) = value_at(field, at, name) {
                    return Some(value);
                }
            }
            at += 1;
        }
    }
    None
}

fn is_in(begins: &[u8; BLOCK], ends: &[u8; BLOCK], first: u8, last: u8) -> bool {
    let octets = begins.iter().zip(ends);
    octets.fold(0, |found, (&begin, &end)| found | u8::from((begin == first) & (end == last))) != 0
}

/// Returns the value, where a pair of this name begins, read as [`pair`](super::view::pair) does.
#[inline]
fn value_at<'a>(field: &'a [u8], at: usize, name: &[u8]) -> Option<&'a str> {
    let (before, rest) = field.split_at(at);
    let value = without_leading_space(rest.strip_prefix(name)?).strip_prefix(b"=")?;
    // A name ends at the first `=`.
    if !matches!(before.trim_ascii_end().last(), None | Some(b';')) || name.contains(&b'=') {
        return None;
    }
    let end = value.iter().position(|&byte| byte == b';').unwrap_or(value.len());
    let mut value = without_leading_space(&value[..end]);
    while let [before @ .., b' ' | b'\t'] = value {
        value = before;
    }
    std::str::from_utf8(value).ok()
}

fn without_leading_space(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', after @ ..] = bytes {
        bytes = after;
    }
    bytes
}
