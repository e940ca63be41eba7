//! Functions that merge `Set-Cookie` lines into the headers of a response.

use http::header::{CACHE_CONTROL, Entry, OccupiedEntry, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::cookie::Identity;
use crate::header;
use crate::header::cache_control::PRIVATE;

/// Adds the lines whose cookie the response does not set.
///
/// Returns whether there are any.
///
/// Cookies are identified as clients identify them. A response that gains a cookie keeps only the
/// last line of each of its cookies, which is the one that a client would store. A response that
/// gains none is not changed.
pub(super) fn add_missing<'a, 'p>(
    lines: impl IntoIterator<Item = &'a HeaderValue>,
    headers: &mut HeaderMap,
    default_path: impl Fn() -> &'p [u8],
) -> bool {
    let mut lines = lines.into_iter();
    let Some(first) = lines.next() else { return false };
    let missing = match headers.entry(&SET_COOKIE) {
        // Most responses set no cookie, and then all lines are missing.
        Entry::Vacant(entry) => {
            let mut entry = entry.insert_entry(first.clone());
            lines.for_each(|line| entry.append(line.clone()));
            return true;
        }
        Entry::Occupied(entry) => {
            missing(std::iter::once(first).chain(lines), &entry, &default_path)
        }
    };
    append_lines(missing, headers, default_path)
}

/// Adds lines as [`add_missing`] does, and drains them if all are missing.
pub(super) fn move_missing<'p>(
    from: &mut Vec<HeaderValue>,
    headers: &mut HeaderMap,
    default_path: impl Fn() -> &'p [u8],
) -> bool {
    if from.is_empty() {
        return false;
    }
    let missing = match headers.entry(&SET_COOKIE) {
        Entry::Vacant(entry) => {
            let mut all = from.drain(..);
            if let Some(first) = all.next() {
                let mut entry = entry.insert_entry(first);
                all.for_each(|line| entry.append(line));
            }
            return true;
        }
        Entry::Occupied(entry) => missing(&*from, &entry, &default_path),
    };
    append_lines(missing, headers, default_path)
}

/// Returns the lines whose cookie is not set.
fn missing<'a, 'p>(
    lines: impl IntoIterator<Item = &'a HeaderValue>,
    existing: &OccupiedEntry<'_, HeaderValue>,
    default_path: &impl Fn() -> &'p [u8],
) -> Vec<HeaderValue> {
    let is_set = |line: &&HeaderValue| {
        // Most lines that are present are byte for byte the same.
        existing.iter().any(|existing| existing == *line)
            || existing.iter().any(|existing| is_same(existing, line, default_path()))
    };
    lines.into_iter().filter(|line| !is_set(line)).cloned().collect()
}

/// Appends lines whose cookie is missing; returns whether there are any.
fn append_lines<'p>(
    missing: Vec<HeaderValue>,
    headers: &mut HeaderMap,
    default_path: impl Fn() -> &'p [u8],
) -> bool {
    if missing.is_empty() {
        return false;
    }
    keep_last(headers, default_path());
    for line in missing {
        headers.append(SET_COOKIE, line);
    }
    true
}

/// Adds the lines, replacing the lines of the response for the same cookies.
pub(super) fn replace<'a>(
    lines: impl IntoIterator<Item = &'a HeaderValue>,
    headers: &mut HeaderMap,
    default_path: &[u8],
) {
    for line in lines {
        if let Entry::Occupied(entry) = headers.entry(&SET_COOKIE) {
            let others = entry.iter().filter(|existing| !is_same(existing, line, default_path));
            let others: Vec<_> = others.cloned().collect();
            entry.remove_entry_mult();
            for other in others {
                headers.append(SET_COOKIE, other);
            }
        }
        headers.append(SET_COOKIE, line.clone());
    }
}

/// Returns `true` if a client would replace one cookie with the other.
fn is_same(one: &HeaderValue, other: &HeaderValue, default_path: &[u8]) -> bool {
    let identity = |line| Identity::parse(HeaderValue::as_bytes(line), default_path);
    identity(one) == identity(other)
}

/// Removes all but the last line of each cookie.
fn keep_last(headers: &mut HeaderMap, default_path: &[u8]) {
    let all: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    let is_set_after = |index: usize| {
        all[index + 1..].iter().any(|later| is_same(later, &all[index], default_path))
    };
    if (0..all.len()).any(is_set_after) {
        headers.remove(SET_COOKIE);
        let last = (0..all.len()).filter(|&index| !is_set_after(index));
        last.for_each(|index| {
            headers.append(SET_COOKIE, all[index].clone());
        });
    }
}

/// Forbids shared caches to store a response.
///
/// The other directives of its `Cache-Control` are kept.
pub(super) fn make_private(headers: &mut HeaderMap) {
    let is_targeted = |name: &&HeaderName| header::is_targeted(name.as_str().as_bytes());
    while let Some(name) = headers.keys().find(is_targeted).cloned() {
        headers.remove(name);
    }
    // Most responses have no `Cache-Control`, so nothing has to be parsed.
    if let Entry::Vacant(entry) = headers.entry(&CACHE_CONTROL) {
        entry.insert(PRIVATE);
        return;
    }
    let mut kept = String::new();
    let mut is_private = false;
    for field in headers.get_all(CACHE_CONTROL) {
        for directive in directives(field.to_str().unwrap_or_default()) {
            let name = directive.split('=').next().unwrap_or_default().trim();
            // With an argument, `private` applies only to the named headers.
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
    headers.insert(CACHE_CONTROL, value.unwrap_or(PRIVATE));
}

/// Returns the directives of a `Cache-Control` value.
///
/// A comma inside a quoted string is not a separator.
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
        make_private(&mut headers);
        assert_eq!(headers.len(), 1, "one header, and none that overrules it");
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
        make_private(&mut headers);
        assert_eq!(headers[CACHE_CONTROL], "private");
    }
}
