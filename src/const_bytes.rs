//! Operations on bytes that a `const fn` can call.

/// Compares two byte strings, since a `const fn` cannot call `==` on them.
pub(crate) const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}
