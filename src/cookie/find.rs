//! Finding one cookie in a `Cookie` header, without allocation.
//!
//! A lookup should read the header only once. The simple way is to split the header into pairs at
//! each `;` and to compare each name. But splitting costs more than reading, and most pairs are not
//! the requested one.
//!
//! Instead, the header is compared with the first and the last byte of the name, in blocks of 32
//! positions. At each position, the first byte is compared with the header there, and the last byte
//! with the header where the name would end. The comparison has no branch, so the compiler
//! generates vector instructions for it. Only a position where both bytes match is examined as the
//! start of a pair.

/// The number of positions in a block.
const BLOCK: usize = 32;

/// Returns the value of the first pair with this name.
pub(super) fn find<'a>(header: &'a [u8], name: &str) -> Option<&'a str> {
    let name = name.as_bytes();
    let (&first, &last) = (name.first()?, name.last()?);
    // The name of a pair has no white space around it.
    if matches!(first, b' ' | b'\t') || matches!(last, b' ' | b'\t') {
        return None;
    }
    // At the index in `begins` where a name starts, `ends` has the byte where it ends.
    let ends = header.get(name.len() - 1..)?;
    let begins = &header[..ends.len()];
    // Many requests have only one cookie, or the requested one first.
    if begins.first() == Some(&first) && ends.first() == Some(&last) {
        if let Some(value) = value_at(header, 0, name) {
            return Some(value);
        }
    }
    let mut index = 0;
    while index < begins.len() {
        let block =
            begins[index..].first_chunk::<BLOCK>().zip(ends[index..].first_chunk::<BLOCK>());
        if block.is_some_and(|(begins, ends)| !is_in(begins, ends, first, last)) {
            index += BLOCK;
            continue;
        }
        let until = begins.len().min(index + BLOCK);
        while index < until {
            if begins[index] == first && ends[index] == last {
                if let Some(value) = value_at(header, index, name) {
                    return Some(value);
                }
            }
            index += 1;
        }
    }
    None
}

fn is_in(begins: &[u8; BLOCK], ends: &[u8; BLOCK], first: u8, last: u8) -> bool {
    let bytes = begins.iter().zip(ends);
    bytes.fold(0, |found, (&begin, &end)| found | u8::from((begin == first) & (end == last))) != 0
}

/// Returns the value if a pair with this name starts at `index`.
///
/// The value is parsed as [`pair`](super::cookies::pair) does.
#[inline]
fn value_at<'a>(header: &'a [u8], index: usize, name: &[u8]) -> Option<&'a str> {
    let (before, rest) = header.split_at(index);
    let value = without_leading_space(rest.strip_prefix(name)?).strip_prefix(b"=")?;
    // A name ends at the first `=`, and a pair at the first `;`.
    let is_longer = name.iter().any(|byte| matches!(byte, b'=' | b';'));
    if is_longer || !matches!(before.trim_ascii_end().last(), None | Some(b';')) {
        return None;
    }
    let mut value = without_leading_space(until_semicolon(value));
    while let [before @ .., b' ' | b'\t'] = value {
        value = before;
    }
    std::str::from_utf8(value).ok()
}

/// Splits a header at each `;`.
pub(super) fn split(header: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(header);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let part = until_semicolon(bytes);
        rest = bytes.get(part.len() + 1..);
        Some(part)
    })
}

/// Returns the bytes before the first `;`.
///
/// Blocks without a `;` are skipped, for which the compiler generates vector instructions.
#[inline]
fn until_semicolon(bytes: &[u8]) -> &[u8] {
    let is_in =
        |block: &[u8; 16]| block.iter().fold(0, |found, &byte| found | u8::from(byte == b';')) != 0;
    let mut index = 0;
    while bytes[index..].first_chunk().is_some_and(|block| !is_in(block)) {
        index += 16;
    }
    let end = bytes[index..].iter().position(|&byte| byte == b';');
    end.map_or(bytes, |end| &bytes[..index + end])
}

fn without_leading_space(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', after @ ..] = bytes {
        bytes = after;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{find, split};

    #[test]
    fn a_name_with_a_separator_finds_nothing() {
        assert_eq!(find(b"a; =/=; b=1", "b"), Some("1"));
        for name in ["a;", "a; ", "b=", "=", ";", " b", "b\t", ""] {
            assert_eq!(find(b"a; =/=; b=1", name), None, "{name:?}");
        }
    }

    #[test]
    fn a_header_is_split_at_each_semicolon() {
        for len in 0..40 {
            for index in 0..=len {
                let mut header = vec![b'a'; len];
                for semicolon in [index, (index * 7) % 41] {
                    header.get_mut(semicolon).into_iter().for_each(|byte| *byte = b';');
                }
                let parts: Vec<_> = header.split(|&byte| byte == b';').collect();
                assert!(split(&header).eq(parts), "{header:?}");
            }
        }
    }
}
