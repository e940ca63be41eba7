//! The directives of `Cache-Control`, and their values in seconds.

use http::header::{self, HeaderMap};

/// Returns the directives of `Cache-Control`, with their names in lower case.
///
/// Returns `None` if a directive is malformed or contradicts another one, because it may forbid
/// caching.
pub(super) fn directives(headers: &HeaderMap) -> Option<Vec<(String, String)>> {
    let mut directives: Vec<(String, String)> = Vec::new();
    for value in headers.get_all(header::CACHE_CONTROL) {
        let mut rest = value.to_str().ok()?;
        while !rest.is_empty() {
            let (directive, after) = next_directive(rest)?;
            rest = after;
            if directive.is_empty() {
                continue;
            }
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            let name = name.trim().to_ascii_lowercase();
            let mut value = value.trim().trim_matches('"').to_owned();
            if is_delta_seconds(&value) {
                value = delta_seconds(&value).to_string();
            }
            match directives.iter().find(|(other, _)| *other == name) {
                None => directives.push((name, value)),
                Some((_, other)) if *other == value => {}
                // RFC 9111 §4.2.1: "caches are encouraged to consider responses that have invalid
                // freshness information (e.g., a max-age directive with non-integer content) to be
                // stale."
                Some(_) => return None,
            }
        }
    }
    Some(directives)
}

/// Splits at the next comma that is not quoted.
///
/// Returns `None` if a quotation does not end.
fn next_directive(text: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => return Some((text[..index].trim(), &text[index + 1..])),
            _ => {}
        }
    }
    (!is_quoted).then_some((text.trim(), ""))
}

/// Returns whether a value is a number of seconds.
pub(super) fn is_delta_seconds(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Parses a number of seconds, limited so that two can be added.
///
/// RFC 9111 §1.2.2: "If a cache receives a delta-seconds value greater than the greatest integer it
/// can represent […] the cache MUST consider the value to be 2147483648".
pub(super) fn delta_seconds(digits: &str) -> u64 {
    digits.parse::<u64>().map_or(1 << 31, |seconds| seconds.min(1 << 31))
}
