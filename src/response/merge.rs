//! Laying cookies over a response that somebody else has made.

use http::header::{CACHE_CONTROL, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use crate::cookie::Cookies;
use crate::header;

/// Adds the cookies that were written to those that a response sets, which win.
///
/// Exactly one `Set-Cookie` of each name is left. A response that gains a cookie is kept out of
/// shared caches, whatever it said of them, unless `even_in_shared_caches`.
pub(super) fn cookies(cookies: Cookies, headers: &mut HeaderMap, even_in_shared_caches: bool) {
    // The one that a client would keep is the last.
    let theirs: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    let is_set_after = |at: usize| theirs[at + 1..].iter().any(|l| name(l) == name(&theirs[at]));
    if (0..theirs.len()).any(is_set_after) {
        headers.remove(SET_COOKIE);
        for (at, line) in theirs.iter().enumerate() {
            if !is_set_after(at) {
                headers.append(SET_COOKIE, line.clone());
            }
        }
    }
    let mut adds = false;
    let (first, more) = cookies.into_written();
    for line in first.into_iter().chain(more) {
        if !theirs.iter().any(|theirs| name(theirs) == name(&line)) {
            headers.append(SET_COOKIE, line);
            adds = true;
        }
    }
    if adds && !even_in_shared_caches {
        keep_private(headers);
    }
}

/// The name of a `Set-Cookie`, as a client reads it (RFC 6265bis §5.6).
fn name(line: &HeaderValue) -> &[u8] {
    let octets = line.as_bytes();
    let pair = octets.split(|&octet| octet == b';').next().unwrap_or_default();
    match pair.iter().position(|&octet| octet == b'=') {
        Some(end) => pair[..end].trim_ascii(),
        None => b"",
    }
}

/// Forbids shared caches to keep a response, and leaves what else its `Cache-Control` says.
fn keep_private(headers: &mut HeaderMap) {
    let targeted: Vec<_> = headers
        .keys()
        .filter(|name| header::is_targeted(name.as_str().as_bytes()))
        .cloned()
        .collect();
    for name in targeted {
        headers.remove(name);
    }
    let mut kept = String::new();
    let mut is_private = false;
    for field in headers.get_all(CACHE_CONTROL) {
        for directive in directives(field.to_str().unwrap_or_default()) {
            let name = directive.split('=').next().unwrap_or_default().trim();
            // With an argument, `private` is about single fields.
            let bare = name.len() == directive.len();
            if name.eq_ignore_ascii_case("public") || name.eq_ignore_ascii_case("s-maxage") {
                continue;
            }
            is_private |= name.eq_ignore_ascii_case("no-store");
            is_private |= bare && name.eq_ignore_ascii_case("private");
            kept.extend([", ", directive]);
        }
    }
    let text =
        if is_private { kept.split_off(2.min(kept.len())) } else { format!("private{kept}") };
    let value = HeaderValue::try_from(text);
    headers.insert(CACHE_CONTROL, value.unwrap_or(const { HeaderValue::from_static("private") }));
}

/// What stands between the commas that are in no quoted string.
fn directives(field: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let parts = field.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_private(before: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in before {
            headers.append(CACHE_CONTROL, HeaderValue::from_static(value));
        }
        headers.insert("cdn-cache-control", HeaderValue::from_static("public"));
        keep_private(&mut headers);
        assert_eq!(headers.len(), 1, "one field, and none that overrules it");
        headers[CACHE_CONTROL].to_str().unwrap().to_owned()
    }

    #[test]
    fn shared_caches_are_shut_out_whatever_was_said() {
        assert_eq!(kept_private(&[]), "private");
        assert_eq!(kept_private(&["public, max-age=60"]), "private, max-age=60");
        assert_eq!(kept_private(&["Public", "S-MaxAge=60, immutable"]), "private, immutable");
        assert_eq!(kept_private(&["max-age=60, private"]), "max-age=60, private");
        assert_eq!(kept_private(&["no-store"]), "no-store");
        assert_eq!(
            kept_private(&["private=\"x, private\", max-age=5"]),
            "private, private=\"x, private\", max-age=5"
        );
        assert_eq!(
            kept_private(&["x=\"a, s-maxage=1\", s-maxage=60, max-age=5"]),
            "private, x=\"a, s-maxage=1\", max-age=5"
        );
        assert_eq!(kept_private(&[",,"]), "private");
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_bytes(b"public\xff").unwrap());
        keep_private(&mut headers);
        assert_eq!(headers[CACHE_CONTROL], "private");
    }

    #[test]
    fn a_name_ends_where_a_client_ends_it() {
        for (line, expected) in [("a=1; Path=/", "a"), (" a =b=c", "a"), ("a; b=1", ""), ("", "")] {
            assert_eq!(name(&HeaderValue::from_static(line)), expected.as_bytes(), "{line}");
        }
    }
}
