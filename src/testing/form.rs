//! The encoding of a form.

/// Encodes text as the [application/x-www-form-urlencoded serializer] of the URL Standard does.
///
/// [application/x-www-form-urlencoded serializer]: https://url.spec.whatwg.org/#urlencoded-serializing
pub(super) fn push_encoded(body: &mut String, text: &str) {
    let mut last = 0;
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                body.push(char::from(byte));
            }
            b' ' => body.push('+'),
            // HTML, converting an entry list: "Replace every occurrence of U+000D (CR) not followed
            // by U+000A (LF), and every occurrence of U+000A (LF) not preceded by U+000D (CR), by a
            // string consisting of a U+000D (CR) and U+000A (LF)."
            b'\n' if last == b'\r' => {}
            b'\r' | b'\n' => body.push_str("%0D%0A"),
            _ => {
                let digit = |four: u8| char::from(b"0123456789ABCDEF"[usize::from(four)]);
                body.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
        last = byte;
    }
}
