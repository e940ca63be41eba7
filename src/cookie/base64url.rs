//! Base64 with the URL alphabet and without padding (RFC 4648 §5).
//!
//! Every byte of the encoded text is valid in a cookie value.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let mut bits = [0; 4];
        bits[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(bits);
        // One, two or three bytes are encoded as two, three or four digits.
        let digits = (0..=group.len()).map(|index| (bits >> (18 - 6 * index)) & 63);
        text.extend(digits.map(|digit| char::from(ALPHABET[digit as usize])));
    }
    text
}

/// Decodes text that [`encode`] has created. Returns `None` for any other text.
///
/// Each value has exactly one encoding.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for (index, byte) in group.iter().enumerate() {
            let digit = ALPHABET.iter().position(|letter| letter == byte)?;
            bits |= (digit as u32) << (18 - 6 * index);
        }
        let [_, decoded @ ..] = bits.to_be_bytes();
        // A single digit is less than a byte, and the bits after the last byte must be zero.
        let len = group.len().checked_sub(1).filter(|&len| len > 0)?;
        if decoded[len..].iter().any(|&rest| rest != 0) {
            return None;
        }
        bytes.extend_from_slice(&decoded[..len]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_come_out_and_back() {
        let bytes = b"foobar";
        for (len, text) in
            ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"].iter().enumerate()
        {
            assert_eq!(encode(&bytes[..len]), *text);
            assert_eq!(decode(text).as_deref(), Some(&bytes[..len]));
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
        for wrong in ["Z", "Zm9vY", "Zh", "Zg==", "+_8", "Zm 8"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
