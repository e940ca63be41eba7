//! Finding one cookie in a `Cookie` field, in place.
//!
//! A look-up should read the field once, and allocate nothing. But to split each pair costs more than
//! to read it, and most pairs are not the one that is looked for. So the field is compared by blocks:
//! where could the name begin, and at the same time end? Of that comparison, which has no branch in it,
//! the compiler makes vector instructions. Only where both octets agree is a pair looked at.

use super::view::pair;

/// Octets that are compared at once.
const BLOCK: usize = 32;

/// The value of the first pair of this name.
pub(super) fn find<'a>(field: &'a [u8], name: &str) -> Option<&'a str> {
    let name = name.as_bytes();
    let (&first, &last) = (name.first()?, name.last()?);
    // Where the name begins at an octet of the one, it ends at that of the other.
    let ends = field.get(name.len() - 1..)?;
    let begins = &field[..ends.len()];
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

/// The value, where a pair of this name begins.
fn value_at<'a>(field: &'a [u8], at: usize, name: &[u8]) -> Option<&'a str> {
    let (before, rest) = field.split_at(at);
    if !rest.starts_with(name) || !matches!(before.trim_ascii_end().last(), None | Some(b';')) {
        return None;
    }
    let end = rest.iter().position(|&octet| octet == b';').unwrap_or(rest.len());
    pair(&rest[..end]).filter(|(found, _)| found.as_bytes() == name).map(|(_, value)| value)
}
