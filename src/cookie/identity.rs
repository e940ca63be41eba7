//! The identity of a cookie in a client.

/// The name, domain, path and partition of a cookie.
///
/// A client stores one cookie for each combination. The new cookie replaces the old one, as RFC
/// 6265bis §5.7 says: "If the cookie store contains a cookie with the same name, domain,
/// host-only-flag, and path as the newly-created cookie".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identity<'a> {
    name: &'a [u8],
    /// The domain, or `None` for a host-only cookie.
    domain: Option<&'a [u8]>,
    path: &'a [u8],
    partitioned: bool,
}

impl<'a> Identity<'a> {
    /// Parses a `Set-Cookie` as a client does (§5.6).
    ///
    /// If the cookie has no path, `default_path` of the request is used.
    pub(crate) fn parse(line: &'a [u8], default_path: &'a [u8]) -> Self {
        let mut parts = line.split(|&byte| byte == b';');
        let name = name(parts.next().unwrap_or_default());
        let mut identity = Self { name, domain: None, path: default_path, partitioned: false };
        for attribute in parts {
            identity.read(attribute, default_path);
        }
        identity
    }

    /// Returns the length of the path, by which clients sort cookies.
    pub(super) fn path_len(&self) -> usize {
        self.path.len()
    }

    /// Returns whether a client sends the cookie with a request for this path.
    pub(super) fn matches_path(&self, path: &str) -> bool {
        path_matches(path.as_bytes(), self.path)
    }

    /// If an attribute is repeated, the last one counts.
    fn read(&mut self, attribute: &'a [u8], default_path: &'a [u8]) {
        let equals = attribute.iter().position(|&byte| byte == b'=');
        let (name, value) = attribute.split_at(equals.unwrap_or(attribute.len()));
        let (name, value) = (name.trim_ascii(), value.get(1..).unwrap_or_default().trim_ascii());
        // "If the attribute-value is longer than 1024 octets, ignore the cookie-av string."
        if value.len() > 1024 {
            return;
        }
        if name.eq_ignore_ascii_case(b"path") {
            self.path = if value.first() == Some(&b'/') { value } else { default_path };
        } else if name.eq_ignore_ascii_case(b"domain") {
            let domain = value.strip_prefix(b".").unwrap_or(value);
            self.domain = (!domain.is_empty()).then_some(domain);
        } else if name.eq_ignore_ascii_case(b"partitioned") {
            self.partitioned = true;
        }
    }
}

impl PartialEq for Identity<'_> {
    fn eq(&self, other: &Self) -> bool {
        let domains = match (self.domain, other.domain) {
            (Some(own), Some(other)) => own.eq_ignore_ascii_case(other),
            (own, other) => own.is_none() && other.is_none(),
        };
        self.name == other.name
            && domains
            && self.path == other.path
            && self.partitioned == other.partitioned
    }
}

/// Returns the name, from the text before the first `;`.
fn name(pair: &[u8]) -> &[u8] {
    match pair.iter().position(|&byte| byte == b'=') {
        Some(end) => pair[..end].trim_ascii(),
        None => b"",
    }
}

/// Returns the default path of a cookie, for the path of a request.
///
/// §5.1.4: "If the uri-path contains no more than one %x2F ("/") character, output %x2F ("/") and
/// skip the remaining step. Output the characters of the uri-path from the first character up to,
/// but not including, the right-most %x2F ("/")."
pub(crate) fn default_path(path: &str) -> &[u8] {
    match path.rfind('/') {
        Some(end) if end > 0 && path.starts_with('/') => &path.as_bytes()[..end],
        _ => b"/",
    }
}

/// Returns whether a request for `path` has the cookies of another path (§5.1.4).
pub(crate) fn path_matches(path: &[u8], of_cookie: &[u8]) -> bool {
    let Some(rest) = path.strip_prefix(of_cookie) else { return false };
    rest.is_empty() || of_cookie.ends_with(b"/") || rest.starts_with(b"/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        Identity::parse(one.as_bytes(), b"/here") == Identity::parse(other.as_bytes(), b"/here")
    }

    #[test]
    fn cookies_are_told_apart_as_clients_tell_them_apart() {
        for (one, other) in [
            ("a=1", "a=2; Path=/here; Secure"),
            (" a =1", "a=2; path=here"),
            ("a=1; Domain=.Example.com; Path=/", "a=; DOMAIN=example.COM ; Path = /"),
            ("a=1; Path=/x; Path=/y", "a=1; Path=/y"),
            ("a=1; Domain=", "a=1"),
            ("a=1; Partitioned", "a=2; partitioned=x"),
            ("1", "=1"),
        ] {
            assert!(same(one, other), "{one} and {other}");
        }
        for (one, other) in [
            ("a=1", "A=1"),
            ("a=1; Path=/", "a=1; Path=/old"),
            ("a=1; Path=/x", "a=1; Path=/X"),
            ("a=1; Path=/x", "a=1; Path=/x/"),
            ("a=1; Domain=example.com", "a=1"),
            ("a=1; Domain=example.com", "a=1; Domain=www.example.com"),
            ("a=1; Partitioned", "a=1"),
        ] {
            assert!(!same(one, other), "{one} and {other}");
        }
        let long = format!("a=1; Path=/{}", "x".repeat(1024));
        assert!(same(&long, "a=1"), "an attribute that a client ignores");
    }

    #[test]
    fn a_default_path_ends_before_the_last_slash() {
        for (path, expected) in
            [("/", "/"), ("/a", "/"), ("/a/", "/a"), ("/a/b", "/a"), ("*", "/"), ("", "/")]
        {
            assert_eq!(default_path(path), expected.as_bytes(), "{path}");
        }
    }
}
